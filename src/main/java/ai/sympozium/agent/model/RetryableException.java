package ai.sympozium.agent.model;

import ai.sympozium.base.SympoziumException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reports a transient failure of a model. */
final class RetryableException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration retryAfter;

  RetryableException(String message, @Nullable Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** Returns the pause that the server asks for, or null. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
