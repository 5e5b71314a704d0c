package ai.sympozium.integration.proxy;

import java.util.concurrent.CompletableFuture;

/** Result of a call. */
public sealed interface FaultAction {
  /** Forwards the call unchanged. */
  FaultAction PASSES = new Passes();

  /** Forwards the call and its answer. */
  record Passes() implements FaultAction {}

  /**
   * An error is answered.
   *
   * @param done whether the API server has done it all the same
   */
  record Fails(int status, int retryAfterSeconds, boolean done) implements FaultAction {}

  /** Never answers. */
  record Hangs(boolean done) implements FaultAction {}

  /** The connection is cut. */
  record IsCut(boolean done) implements FaultAction {}

  /** Forwards the call and delays its answer until this is complete. */
  record Waits(CompletableFuture<?> until) implements FaultAction {}

  static FaultAction fails(int status) {
    return new Fails(status, 0, false);
  }
}
