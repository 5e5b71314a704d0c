package ai.sympozium.executor;

import java.time.Duration;

/**
 * How much an executor bears.
 *
 * @param output bytes of one stream at which a command is ended
 * @param untilComplete how long a request may stay half written
 */
record ExecutorLimits(long output, Duration untilComplete) {
  static final ExecutorLimits USUAL = new ExecutorLimits(64L << 20, Duration.ofSeconds(2));
}
