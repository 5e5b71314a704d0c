package ai.sympozium.operator.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Size of a part of an object, for the totals of caches. It counts every field, also those that a
 * later version of the schema adds.
 */
public final class JsonSize {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A short text, a number or an empty list takes several times the memory of its JSON. */
  private static final long PER_VALUE = 24;

  private JsonSize() {}

  /** Returns the number of bytes that the value has as JSON, and more for many small values. */
  public static long of(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    try {
      byte[] json = JSON.writeValueAsBytes(value);
      long values = 0;
      try (JsonParser parser = JSON.createParser(json)) {
        while (parser.nextToken() != null) {
          values++;
        }
      }
      return json.length + values * PER_VALUE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
