package ai.sympozium.agent.model.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads error responses in the formats of model servers, proxies and web frameworks. */
final class ErrorResponseReader {
  static final int MAX_BODY_BYTES = 64 << 10;
  private static final int MAX_MESSAGE_BYTES = 400;
  private static final String NO_MESSAGE = "(no message)";
  private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>\\s*(.*?)\\s*</title>");

  private ErrorResponseReader() {}

  /** Reads a response with an error status. */
  static ErrorResponse read(HttpURLConnection connection, int status, KeyMask mask, Instant now)
      throws IOException {
    var text = mask.mask(body(connection));
    var retryAfter = RequestedPause.read(connection::getHeaderField, text, now);
    if (isWebPage(text)) {
      return webPage(status, text);
    }
    var location = connection.getHeaderField("Location");
    if (status / 100 == 3 && location != null) {
      var message = "redirect to " + location.replaceAll("[?#].*", "");
      return new ErrorResponse(status, message, text, null, false);
    }
    return new ErrorResponse(status, message(text), text, retryAfter, false);
  }

  /**
   * Reads an error from the JSON of a response that has no error status.
   *
   * @return null if the JSON contains no error
   */
  static @Nullable ErrorResponse of(JsonNode json, KeyMask mask, Instant now) {
    var error = json.path("error");
    if ("error".equals(json.path("object").asText(""))) {
      error = json;
    }
    if (error.isMissingNode() || error.isNull()) {
      return null;
    }
    var text = mask.mask(JsonTrees.write(json));
    var retryAfter = RequestedPause.read(name -> null, text, now);
    return new ErrorResponse(status(json, error), message(text), text, retryAfter, false);
  }

  static ErrorResponse webPage(int status, String text) {
    var title = TITLE.matcher(text);
    var message =
        "a web page (HTML"
            + (title.find() ? ", title \"" + shortened(title.group(1)) + "\"" : "")
            + ")";
    return new ErrorResponse(status, message, text, null, true);
  }

  static boolean isWebPage(String text) {
    var start = text.stripLeading();
    return start.startsWith("<") && !start.startsWith("<?xml") || start.startsWith("\uFEFF<");
  }

  private static int status(JsonNode json, JsonNode error) {
    for (var code : new JsonNode[] {error.path("code"), error.path("status"), json.path("code")}) {
      var number = code.asInt(0);
      if (number >= 400 && number < 600) {
        return number;
      }
    }
    return switch (error.path("type").asText("")) {
      case "overloaded_error" -> 529;
      case "rate_limit_error" -> 429;
      case "invalid_request_error", "BadRequestError" -> 400;
      case "authentication_error" -> 401;
      case "permission_error" -> 403;
      default -> 500;
    };
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (var in = connection.getErrorStream()) {
      return in == null ? "" : new String(in.readNBytes(MAX_BODY_BYTES), UTF_8);
    }
  }

  private static String message(String text) {
    try {
      var message = message(JsonTrees.read(text));
      if (!message.isBlank()) {
        return shortened(message);
      }
    } catch (IOException e) {
      // A proxy in front of the model has responded.
    }
    return text.isBlank() ? NO_MESSAGE : shortened(text);
  }

  /** Finds the sentence: OpenAI's format, or those of web frameworks and proxies. */
  private static String message(JsonNode json) {
    if (json.isTextual()) {
      return json.textValue();
    }
    if (json.isArray()) {
      var messages = new ArrayList<String>();
      json.forEach(element -> messages.add(message(element)));
      return String.join("; ", messages);
    }
    if (!json.isObject()) {
      return "";
    }
    for (var name : new String[] {"error", "message", "detail", "msg", "errors"}) {
      var found = message(json.path(name));
      if (!found.isBlank()) {
        return name.equals("msg") ? location(json) + found : found;
      }
    }
    return "";
  }

  /** Returns the name of the parameter in an error of a validation library. */
  private static String location(JsonNode error) {
    var names = new ArrayList<String>();
    error.path("loc").forEach(name -> names.add(name.asText("")));
    return names.isEmpty() ? "" : String.join(".", names) + ": ";
  }

  private static String shortened(String text) {
    return TruncatedText.ofBytes(text.strip(), MAX_MESSAGE_BYTES);
  }
}
