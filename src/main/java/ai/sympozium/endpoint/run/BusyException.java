package ai.sympozium.endpoint.run;

import ai.sympozium.base.SympoziumException;
import java.time.Duration;

/** Reports that the instance has as many runs and waiting requests as it may have. */
public final class BusyException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  BusyException(Duration retryAfter) {
    super("the agent is busy; try again in " + retryAfter.toSeconds() + " seconds");
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
