package ai.sympozium.operator.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/**
 * Skips {@code metadata.managedFields} when parsing. They are half of the JSON of a pod, and the
 * operator does not read them.
 */
public final class ManagedFieldsSkippingJsonFactory extends JsonFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonFactory copy() {
    return new ManagedFieldsSkippingJsonFactory();
  }

  @Override
  protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
    return new SkippingParser(super._createParser(in, context));
  }

  @Override
  protected JsonParser _createParser(Reader reader, IOContext context) throws IOException {
    return new SkippingParser(super._createParser(reader, context));
  }

  @Override
  protected JsonParser _createParser(
      char[] data, int offset, int length, IOContext context, boolean recyclable)
      throws IOException {
    return new SkippingParser(super._createParser(data, offset, length, context, recyclable));
  }

  @Override
  protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
      throws IOException {
    return new SkippingParser(super._createParser(data, offset, length, context));
  }

  private static final class SkippingParser extends JsonParserDelegate {
    SkippingParser(JsonParser parser) {
      super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = delegate.nextToken();
      if (token == JsonToken.FIELD_NAME
          && "managedFields".equals(delegate.currentName())
          && "metadata".equals(delegate.getParsingContext().getParent().getCurrentName())) {
        delegate.nextToken();
        delegate.skipChildren();
        return nextToken();
      }
      return token;
    }
  }
}
