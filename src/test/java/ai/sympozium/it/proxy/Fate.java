package ai.sympozium.it.proxy;

import java.util.concurrent.CompletableFuture;

/** What becomes of a call. */
public sealed interface Fate {
  /** As if nobody stood in between. */
  Fate PASSES = new Passes();

  /** The API server gets it and its answer comes back. */
  record Passes() implements Fate {}

  /**
   * An error is answered.
   *
   * @param done whether the API server has done it all the same
   */
  record Fails(int status, int retryAfterSeconds, boolean done) implements Fate {}

  /** No answer ever comes. */
  record Hangs(boolean done) implements Fate {}

  /** The connection is cut. */
  record IsCut(boolean done) implements Fate {}

  /** The API server does it, and its answer comes when this is complete. */
  record Waits(CompletableFuture<?> until) implements Fate {}

  static Fate fails(int status) {
    return new Fails(status, 0, false);
  }
}
