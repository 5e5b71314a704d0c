package ai.sympozium.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Writes results as JSON in a fixed order, so that equal results are equal texts. */
public final class JsonOutput {
  /** Escapes all characters that are not ASCII, so that printing the JSON on a terminal is safe. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
          .build();

  private static final ObjectMapper LINE = JSON.copy().disable(SerializationFeature.INDENT_OUTPUT);

  private JsonOutput() {}

  public static String json(Object value) {
    return write(JSON, value);
  }

  /** Writes an object as one line. */
  public static String line(Object value) {
    return write(LINE, value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
