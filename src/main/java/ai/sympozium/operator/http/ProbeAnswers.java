package ai.sympozium.operator.http;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers the last answer to each probe. A probe above the rate of its address gets this answer,
 * which costs nothing: other pods can have the address of the node, and a probe of the kubelet must
 * not fail because of them.
 */
final class ProbeAnswers {
  private static final Set<String> PROBES =
      Set.of("/q/health/live", "/q/health/ready", "/q/health/started");

  /** The period of the most frequent probe. */
  private static final long MAX_AGE = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(int status, long at) {}

  ProbeAnswers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  static boolean isProbe(String path) {
    return PROBES.contains(path);
  }

  /**
   * Returns the status of the last answer. Empty once in each second: this probe has to be answered
   * by the health checks.
   */
  OptionalInt last(String path) {
    long now = nanoTime.getAsLong();
    Answer last = answers.get(path);
    boolean expired = last == null || now - last.at() >= MAX_AGE;
    if (last == null || (expired && answers.replace(path, last, new Answer(last.status(), now)))) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(last.status());
  }

  void answered(String path, int status) {
    answers.put(path, new Answer(status, nanoTime.getAsLong()));
  }
}
