package ai.sympozium.operator.gateway.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.BoundedMap;
import ai.sympozium.operator.agentrun.cache.RunLister;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs that endpoints follow through this gateway. Beyond a maximum, the one that was asked for
 * least recently is forgotten, and read again when it is asked for.
 */
@ApplicationScoped
public class FollowedRuns {
  static final int MAX_RUNS = 256;

  /** Each can have a log of 64 KiB, and a result of twice that. */
  static final long MAX_CHARACTERS = 24L * 1024 * 1024;

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

  /** Returns the runs of one poll by their names. */
  synchronized Map<String, FollowedRun> follow(String namespace, Collection<String> names) {
    Map<String, FollowedRun> followed = new HashMap<>();
    for (String name : names) {
      followed.put(
          name, runs.computeIfAbsent(key(namespace, name), unknown -> new FollowedRun(nanoTime)));
    }
    forgetOldest();
    return followed;
  }

  /** Once for each poll: the sizes of all runs are read. */
  private void forgetOldest() {
    long characters = runs.values().stream().mapToLong(FollowedRun::size).sum();
    Iterator<FollowedRun> oldest = runs.values().iterator();
    while (characters > MAX_CHARACTERS && oldest.hasNext()) {
      characters -= oldest.next().size();
      oldest.remove();
    }
  }

  /** Shows the entries of a run's log that were stored. */
  public void stored(AgentRun run, StoredLog log) {
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
