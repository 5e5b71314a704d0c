package ai.sympozium.endpoint.run;

import org.jspecify.annotations.Nullable;

/**
 * Result of a run whose permissions are revoked.
 *
 * @param text the answer; after a failure the text so far, which can be empty
 * @param stopReason why the agent stopped
 * @param error why the run failed, or null after success
 * @param toolFailed whether the requested tool was executed and failed
 */
public record EndpointRunResult(
    String text, StopReason stopReason, Usage usage, @Nullable String error, boolean toolFailed) {
  /** Creates a result of the work of a model. */
  public EndpointRunResult(
      String text, StopReason stopReason, Usage usage, @Nullable String error) {
    this(text, stopReason, usage, error, false);
  }

  /** Reason for the end of an answer. */
  public enum StopReason {
    /** The answer is complete. */
    STOP,
    /** The answer reached its limit of tokens. */
    LENGTH,
    /** The run reached its limit of time, turns or tokens. */
    LIMIT,
    /** The run was cancelled or deleted. */
    CANCELLED,
    ERROR
  }

  /** Tokens of all requests to the model. */
  public record Usage(long input, long output) {
    public static final Usage NONE = new Usage(0, 0);

    public long total() {
      return input + output;
    }
  }

  public static EndpointRunResult failed(StopReason reason, String error) {
    return new EndpointRunResult("", reason, Usage.NONE, error);
  }

  public boolean isSuccess() {
    return error == null;
  }
}
