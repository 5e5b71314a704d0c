package ai.sympozium.cli.tui;

import ai.sympozium.base.SympoziumException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Describes failures in one line. */
final class ErrorText {
  private ErrorText() {}

  /** Returns the message of the API server, of this program, or of the innermost cause. */
  static String of(RuntimeException e) {
    if (e instanceof KubernetesClientException failed
        && failed.getStatus() != null
        && failed.getStatus().getMessage() != null) {
      return failed.getStatus().getMessage();
    }
    if (e instanceof SympoziumException) {
      return String.valueOf(e.getMessage());
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
