package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * When this process first saw the end of a run, and when it had proved the end of its rights. A
 * hint that makes the end of rights quick, and their measured time; what counts for a run's outcome
 * is in the store.
 */
@ApplicationScoped
public class CompletionTracker {
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Instant> times = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Instant> proofs = new ConcurrentHashMap<>();
  private volatile Consumer<AgentRun> onReport = run -> {};

  CompletionTracker(InstantSource clock) {
    this.clock = clock;
  }

  /** Who is told of ends that were reported: the reconciler, if this process leads. */
  public void onReport(Consumer<AgentRun> reconciler) {
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

  public Instant see(AgentRun run) {
    return times.computeIfAbsent(run.getMetadata().getUid(), uid -> clock.instant());
  }

  public Optional<Instant> of(AgentRun run) {
    return Optional.ofNullable(times.get(run.getMetadata().getUid()));
  }

  /** All rights of the run are proved gone. */
  public Instant proved(AgentRun run) {
    Instant now = clock.instant();
    proofs.put(run.getMetadata().getUid(), now);
    return now;
  }

  public Optional<Instant> proofOf(AgentRun run) {
    return Optional.ofNullable(proofs.get(run.getMetadata().getUid()));
  }

  public void forget(AgentRun run) {
    proofs.remove(run.getMetadata().getUid());
    times.remove(run.getMetadata().getUid());
  }
}
