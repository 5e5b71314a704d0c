package ai.sympozium.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Response of a model with an error status.
 *
 * @param retryAfter pause that the server asks for, or null
 */
record ModelErrorResponse(int status, String message, @Nullable Duration retryAfter) {
  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int MAX_MESSAGE_BYTES = 400;
  private static final String NO_MESSAGE = "(no message)";

  /** Reads a response. Servers can repeat the key in it, so its message is masked. */
  static ModelErrorResponse read(HttpURLConnection connection, int status, SecretMasker masker)
      throws IOException {
    var retryAfter = retryAfter(connection.getHeaderField("Retry-After"));
    return new ModelErrorResponse(status, message(connection, masker), retryAfter);
  }

  private static String message(HttpURLConnection connection, SecretMasker masker)
      throws IOException {
    try (var in = connection.getErrorStream()) {
      if (in == null) {
        var location = connection.getHeaderField("Location");
        return location == null ? NO_MESSAGE : "redirect to " + location;
      }
      var message = masker.mask(message(in.readNBytes(MAX_BODY_BYTES)));
      return TruncatedText.ofBytes(message, MAX_MESSAGE_BYTES);
    }
  }

  private static String message(byte[] body) {
    try {
      var error = JsonTrees.readObject(body).path("error");
      var message = error.isTextual() ? error.textValue() : error.path("message").asText("");
      if (!message.isBlank()) {
        return message;
      }
    } catch (IOException e) {
      // A proxy in front of the model has responded.
    }
    var text = new String(body, UTF_8).strip();
    return text.isEmpty() ? NO_MESSAGE : text;
  }

  /** Parses the header: seconds or an HTTP date. */
  private static @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      var seconds = Double.parseDouble(header.strip());
      return Duration.ofMillis((long) (Math.max(0, seconds) * 1000));
    } catch (NumberFormatException e) {
      // It can be a date.
    }
    try {
      var time = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var pause = Duration.between(Instant.now(), time);
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
