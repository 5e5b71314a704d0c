package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.NextStep;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides when an active run is read live although the caches know it. A watch can be dead without
 * an error, and the permissions of a run must not outlive it because an event was lost.
 */
@ApplicationScoped
class LiveReadSchedule {
  private final ConcurrentHashMap<String, Instant> next = new ConcurrentHashMap<>();

  /** Checks whether a live read is due. If it is, schedules the next one. */
  boolean isDue(AgentRun run, Instant startedAt, Instant now) {
    String uid = run.getMetadata().getUid();
    if (now.isBefore(next.getOrDefault(uid, startedAt.plus(NextStep.POLL_INTERVAL)))) {
      return false;
    }
    next.put(uid, now.plus(NextStep.POLL_INTERVAL));
    return true;
  }

  void clear(AgentRun run) {
    next.remove(run.getMetadata().getUid());
  }
}
