package ai.sympozium.agent.model.http;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Response of a server that contains an error instead of a message.
 *
 * @param message sentence for users
 * @param text whole response
 * @param retryAfter pause that the server asks for, or null
 * @param webPage whether the response is HTML
 */
public record ErrorResponse(
    int status, String message, String text, @Nullable Duration retryAfter, boolean webPage) {

  /** Returns whether the server does not accept the content of the request. */
  public boolean rejectsContent() {
    return status == 400 || status == 415 || status == 422 || status == 501;
  }

  /** Returns whether the response contains a whole word. An underscore is part of a word. */
  public boolean mentions(String word) {
    return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(word) + "(?![A-Za-z0-9_])")
        .matcher(text)
        .find();
  }

  /** Returns whether the response contains a match, regardless of case. */
  public boolean contains(Pattern pattern) {
    return pattern.matcher(text).find();
  }
}
