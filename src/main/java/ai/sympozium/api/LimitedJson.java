package ai.sympozium.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields that have no schema. A tree of empty objects takes thirty times the memory of its
 * text, so what exceeds a limit is skipped while it is read. A mark remains, with which the object
 * is refused.
 */
public final class LimitedJson {
  /** Limits of the arguments of a call, in text. */
  public static final String ARGUMENTS_LIMIT = "64 KiB as JSON, or 16384 names and values";

  /** Limits of the parameters of a tool, in text. */
  public static final String PARAMETERS_LIMIT = "16 KiB as JSON, or 4096 names and values";

  private static final int MAX_CHARACTERS = 64 * 1024;
  private static final int MAX_TOKENS_OF_ARGUMENTS = 16_384;
  private static final int MAX_TOKENS_OF_PARAMETERS = 4096;

  /** Stays the same in a copy as JSON. The schemas of all fields require objects or lists. */
  private static final JsonNode MARK = TextNode.valueOf("too large");

  private LimitedJson() {}

  /** Returns whether a value was too large, and therefore skipped. */
  public static boolean isTooLarge(@Nullable JsonNode value) {
    return MARK.equals(value);
  }

  /** Reads the arguments of a call. */
  static final class Arguments extends Reader {
    Arguments() {
      super(MAX_TOKENS_OF_ARGUMENTS);
    }
  }

  /** Reads the parameters of a tool, of which a pack has many, and settings of their size. */
  static final class Parameters extends Reader {
    Parameters() {
      super(MAX_TOKENS_OF_PARAMETERS);
    }
  }

  /** Reads only whether a field is present and not empty. */
  static final class Presence extends JsonDeserializer<JsonNode> {
    @Override
    public JsonNode deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.currentToken().isScalarValue()) {
        return BooleanNode.TRUE;
      }
      boolean object = parser.currentToken() == JsonToken.START_OBJECT;
      boolean empty = parser.nextToken().isStructEnd();
      while (!parser.currentToken().isStructEnd()) {
        parser.skipChildren();
        parser.nextToken();
      }
      if (!empty) {
        return BooleanNode.TRUE;
      }
      return object ? JsonNodeFactory.instance.objectNode() : JsonNodeFactory.instance.arrayNode();
    }
  }

  private abstract static class Reader extends JsonDeserializer<JsonNode> {
    private final int maxTokens;

    Reader(int maxTokens) {
      this.maxTokens = maxTokens;
    }

    @Override
    public JsonNode deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Tree tree = new Tree(parser, context, maxTokens);
      JsonNode value = tree.read();
      return tree.isTooLarge() ? MARK : value;
    }

    @Override
    public JsonNode getNullValue(DeserializationContext context) {
      return NullNode.getInstance();
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }

  /** One value, with what is left of its limits. */
  private static final class Tree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final DeserializationContext context;
    private int tokensLeft;
    private int charactersLeft = MAX_CHARACTERS;

    Tree(JsonParser parser, DeserializationContext context, int maxTokens) {
      this.parser = parser;
      this.context = context;
      this.tokensLeft = maxTokens;
    }

    boolean isTooLarge() {
      return tokensLeft < 0 || charactersLeft < 0;
    }

    /** Reads the value at the current token. Beyond the limits, the tree is incomplete. */
    JsonNode read() throws IOException {
      count(parser.currentToken().isScalarValue() ? parser.getTextLength() : 1);
      if (isTooLarge()) {
        parser.skipChildren();
        return MARK;
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> readObject();
        case START_ARRAY -> readArray();
        default -> context.readTree(parser);
      };
    }

    private JsonNode readObject() throws IOException {
      ObjectNode object = NODES.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        count(name.length());
        parser.nextToken();
        JsonNode value = read();
        if (!isTooLarge()) {
          object.set(name, value);
        }
      }
      return object;
    }

    private JsonNode readArray() throws IOException {
      ArrayNode array = NODES.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        JsonNode value = read();
        if (!isTooLarge()) {
          array.add(value);
        }
      }
      return array;
    }

    private void count(int characters) {
      tokensLeft = Math.max(-1, tokensLeft - 1);
      charactersLeft = Math.max(-1, charactersLeft - characters);
    }
  }
}
