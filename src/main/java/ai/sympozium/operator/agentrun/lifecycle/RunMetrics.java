package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunLister;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Metrics of runs. Their names and units are public API. */
@ApplicationScoped
public class RunMetrics {
  private final MeterRegistry registry;

  RunMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers the number of skills that have permissions now, counted at each scrape. */
  public void registerActiveGrants(RunLister runs) {
    Gauge.builder(
            "sympozium.active.grants", () -> runs.runs().mapToLong(RunMetrics::activeGrants).sum())
        .register(registry);
  }

  private static long activeGrants(AgentRun run) {
    return run.getStatus() == null
        ? 0
        : run.getStatus().skills().stream()
            .filter(skill -> skill.grantedAt() != null && skill.revokedAt() == null)
            .count();
  }

  void granted(Duration time) {
    histogram("sympozium.grant.duration").register(registry).record(time);
  }

  void revoked(Duration time) {
    histogram("sympozium.revoke.duration").register(registry).record(time);
  }

  void completed(boolean success, Duration time) {
    registry.counter("sympozium.runs", "outcome", success ? "succeeded" : "failed").increment();
    histogram("sympozium.run.duration").register(registry).record(time);
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
