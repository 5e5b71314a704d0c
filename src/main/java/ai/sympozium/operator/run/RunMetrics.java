package ai.sympozium.operator.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The figures of runs; names and units are public API, see the README. */
@ApplicationScoped
class RunMetrics {
  private final MeterRegistry registry;

  RunMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void granted(Duration time) {
    histogram("sympozium.grant").register(registry).record(time);
  }

  void revoked(Duration time) {
    histogram("sympozium.revoke").register(registry).record(time);
  }

  void ended(Outcome outcome, Duration time) {
    registry
        .counter("sympozium.runs", "outcome", outcome.success() ? "succeeded" : "failed")
        .increment();
    histogram("sympozium.run").register(registry).record(time);
  }

  private static Timer.Builder histogram(String name) {
    return Timer.builder(name)
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5));
  }
}
