package ai.sympozium.integration.proxy;

import java.util.concurrent.CompletableFuture;

/** What becomes of a call. */
public sealed interface FaultAction {
  /** As if nobody stood in between. */
  FaultAction PASSES = new Passes();

  /** The API server gets it and its answer comes back. */
  record Passes() implements FaultAction {}

  /**
   * An error is answered.
   *
   * @param done whether the API server has done it all the same
   */
  record Fails(int status, int retryAfterSeconds, boolean done) implements FaultAction {}

  /** No answer ever comes. */
  record Hangs(boolean done) implements FaultAction {}

  /** The connection is cut. */
  record IsCut(boolean done) implements FaultAction {}

  /** The API server does it, and its answer comes when this is complete. */
  record Waits(CompletableFuture<?> until) implements FaultAction {}

  static FaultAction fails(int status) {
    return new Fails(status, 0, false);
  }
}
