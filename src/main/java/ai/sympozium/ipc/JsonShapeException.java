package ai.sympozium.ipc;

import java.io.IOException;

/** JSON that is well formed but not of the agreed shape. Its message names the field. */
public final class JsonShapeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An exception that says what is expected where. */
  public JsonShapeException(String message) {
    super(message);
  }
}
