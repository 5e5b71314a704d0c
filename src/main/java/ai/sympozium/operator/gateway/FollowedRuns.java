package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.BoundedMap;
import ai.sympozium.operator.agentrun.cache.RunLister;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs that endpoints follow through this gateway. Beyond a maximum, the one that was asked for
 * least recently is forgotten, and read again when it is asked for.
 */
@ApplicationScoped
class FollowedRuns {
  /** The log of each can have 64 KiB. */
  static final int MAX_RUNS = 256;

  private final LongSupplier nanoTime;
  private final Map<String, FollowedRun> runs = BoundedMap.byAccess(MAX_RUNS);

  @Inject
  FollowedRuns(RunLister lister) {
    this(System::nanoTime);
    lister.onChange(this::changed);
  }

  FollowedRuns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized FollowedRun follow(String namespace, String name) {
    return runs.computeIfAbsent(key(namespace, name), unknown -> new FollowedRun(nanoTime));
  }

  /** Shows the entries of a run's log that were stored. */
  void stored(AgentRun run, StoredLog log) {
    find(run).ifPresent(followed -> followed.stored(run.getMetadata().getUid(), log));
  }

  void changed(AgentRun run) {
    find(run).ifPresent(FollowedRun::changed);
  }

  private synchronized Optional<FollowedRun> find(AgentRun run) {
    @Nullable FollowedRun followed =
        runs.get(key(run.getMetadata().getNamespace(), run.getMetadata().getName()));
    return Optional.ofNullable(followed);
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }
}
