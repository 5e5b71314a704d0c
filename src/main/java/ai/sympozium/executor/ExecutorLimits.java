package ai.sympozium.executor;

import java.time.Duration;

/**
 * Limits of an executor.
 *
 * @param outputBytes maximum size of one output stream; a command that writes more is killed
 * @param incompleteRequestTimeout wait for a request that is not complete JSON yet
 */
record ExecutorLimits(long outputBytes, Duration incompleteRequestTimeout) {
  static final ExecutorLimits DEFAULT = new ExecutorLimits(64L << 20, Duration.ofSeconds(2));
}
