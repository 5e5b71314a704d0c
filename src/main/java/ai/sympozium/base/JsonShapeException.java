package ai.sympozium.base;

import java.io.IOException;

/**
 * Reports well-formed JSON that lacks the expected shape. The message names the field. An {@link
 * IOException}, because callers handle malformed and unreadable input alike.
 */
public final class JsonShapeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String message;

  public JsonShapeException(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
