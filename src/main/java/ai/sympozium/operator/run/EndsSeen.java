package ai.sympozium.operator.run;

import ai.sympozium.api.AgentRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * When this process first saw the end of a run. A hint that makes the end of rights quick, and the
 * beginning of its measured time; what counts for a run's outcome is in the store.
 */
@ApplicationScoped
public class EndsSeen {
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Instant> times = new ConcurrentHashMap<>();
  private volatile Consumer<AgentRun> onReport = run -> {};

  EndsSeen(InstantSource clock) {
    this.clock = clock;
  }

  /** Who is told of ends that were reported: the reconciler, if this process leads. */
  void onReport(Consumer<AgentRun> reconciler) {
    onReport = reconciler;
  }

  /**
   * The agent has ended, as its pod reports; the report itself is still to be kept. Returns when
   * the run's rights give nothing any more, or it is known that they have to be tried again.
   */
  public void reported(AgentRun run) {
    see(run);
    onReport.accept(run);
  }

  Instant see(AgentRun run) {
    return times.computeIfAbsent(run.getMetadata().getUid(), uid -> clock.instant());
  }

  Optional<Instant> of(AgentRun run) {
    return Optional.ofNullable(times.get(run.getMetadata().getUid()));
  }

  void forget(AgentRun run) {
    times.remove(run.getMetadata().getUid());
  }
}
