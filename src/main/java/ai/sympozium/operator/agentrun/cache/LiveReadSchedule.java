package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the API server is asked how a run at work is doing, whatever the caches say: a watch can be
 * dead without a sign, and no right may outlive its run because nobody told of the end.
 */
public final class LiveReadSchedule {
  public static final Duration INTERVAL = Duration.ofSeconds(20);

  private final ConcurrentHashMap<String, Instant> next = new ConcurrentHashMap<>();

  /** Whether it is time; if so, the next time is an interval away. */
  public boolean isDue(AgentRun run, Instant started, Instant now) {
    String uid = run.getMetadata().getUid();
    if (now.isBefore(next.getOrDefault(uid, started.plus(INTERVAL)))) {
      return false;
    }
    next.put(uid, now.plus(INTERVAL));
    return true;
  }

  public void forget(AgentRun run) {
    next.remove(run.getMetadata().getUid());
  }
}
