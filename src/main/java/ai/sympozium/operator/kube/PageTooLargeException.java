package ai.sympozium.operator.kube;

import ai.sympozium.base.SympoziumException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Cancels a page of a list that has too many bytes. The same page with fewer objects has less. */
final class PageTooLargeException extends SympoziumException {
  @Serial private static final long serialVersionUID = 1L;

  PageTooLargeException(String path) {
    super("a page of " + path + " is too large. It is read again with fewer objects.");
  }

  static boolean isCauseOf(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PageTooLargeException) {
        return true;
      }
    }
    return false;
  }
}
