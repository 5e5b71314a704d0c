package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers runs that are not final, to revoke their permissions when they disappear: a user who
 * may change a run can remove its finalizer. Crash-safe: the collector of orphans finds the objects
 * of runs that disappear while no operator leads.
 */
@ApplicationScoped
class UnfinishedRuns {
  private final ConcurrentHashMap<ResourceID, Unfinished> runs = new ConcurrentHashMap<>();

  /**
   * Facts that the revocation of the permissions of an absent run needs.
   *
   * @param podUid absent while the status names no pod
   * @param isProtected whether the run had its finalizer when it was last seen
   */
  record Unfinished(RunRef run, List<String> skills, @Nullable String podUid, boolean isProtected) {
    static Unfinished of(RunStatus status) {
      var meta = status.run().getMetadata();
      return new Unfinished(
          new RunRef(meta.getNamespace(), meta.getName(), meta.getUid()),
          status.value().skills().stream().map(SkillStatus::name).toList(),
          status.value().podUID(),
          status.run().hasFinalizer(SympoziumLabels.RUN_FINALIZER));
    }

    static Optional<Unfinished> ofActive(RunStatus status) {
      return status.isFinal() ? Optional.empty() : Optional.of(of(status));
    }
  }

  /** Remembers a run that exists, instead of an earlier run of its name. */
  void update(RunStatus status) {
    ResourceID id = ResourceID.fromResource(status.run());
    if (status.isFinal()) {
      runs.remove(id);
    } else {
      runs.put(id, Unfinished.of(status));
    }
  }

  /** Returns the run of this name that was last seen unfinished. */
  Optional<Unfinished> find(AgentRun run) {
    return Optional.ofNullable(runs.get(ResourceID.fromResource(run)));
  }

  void forget(AgentRun run) {
    runs.remove(ResourceID.fromResource(run));
  }
}
