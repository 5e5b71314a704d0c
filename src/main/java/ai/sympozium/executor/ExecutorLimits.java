package ai.sympozium.executor;

import java.time.Duration;

/**
 * Limits of an executor.
 *
 * @param outputBytes maximum size of one output stream; a command that writes more is killed
 * @param totalOutputBytes maximum size of all output streams together; the scratch volume holds
 *     them
 * @param incompleteRequestTimeout wait for a request that is not complete JSON yet
 */
record ExecutorLimits(long outputBytes, long totalOutputBytes, Duration incompleteRequestTimeout) {
  static final ExecutorLimits DEFAULT =
      new ExecutorLimits(128L << 20, 192L << 20, Duration.ofSeconds(2));
}
