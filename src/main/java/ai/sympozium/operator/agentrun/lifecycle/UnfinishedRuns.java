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
   * @param podUID absent while the status names no pod
   * @param mayHavePermissions false for runs without skills: their revocation would only list
   */
  record Unfinished(
      RunRef run, List<String> skills, @Nullable String podUID, boolean mayHavePermissions) {
    static Unfinished of(RunStatus status) {
      List<String> skills = status.value().skills().stream().map(SkillStatus::name).toList();
      return new Unfinished(
          RunRef.of(status.run()),
          skills,
          status.value().podUID(),
          !skills.isEmpty() || status.run().hasFinalizer(SympoziumLabels.RUN_FINALIZER));
    }

    static Optional<Unfinished> ofActive(RunStatus status) {
      return status.isFinal() ? Optional.empty() : Optional.of(of(status));
    }

    /** Keeps what was known of the same run before: its author can change the run. */
    private Unfinished after(Unfinished earlier) {
      return earlier.run.uid().equals(run.uid())
          ? new Unfinished(
              run,
              skills.isEmpty() ? earlier.skills : skills,
              podUID == null ? earlier.podUID : podUID,
              mayHavePermissions || earlier.mayHavePermissions)
          : this;
    }
  }

  /** Remembers a run that exists, instead of an earlier run of its name. */
  void update(RunStatus status) {
    ResourceID id = ResourceID.fromResource(status.run());
    if (status.isFinal()) {
      runs.remove(id);
    } else {
      remember(id, Unfinished.of(status));
    }
  }

  /** Remembers that a run gets permissions, before its finalizer and its status say so. */
  void starting(AgentRun run, List<String> skills) {
    remember(ResourceID.fromResource(run), new Unfinished(RunRef.of(run), skills, null, true));
  }

  private void remember(ResourceID id, Unfinished run) {
    runs.merge(id, run, (earlier, now) -> now.after(earlier));
  }

  /** Returns the run of this name that was last seen unfinished. */
  Optional<Unfinished> find(AgentRun run) {
    return Optional.ofNullable(runs.get(ResourceID.fromResource(run)));
  }

  /**
   * Returns what was known of a run that may have permissions, if its status is final now. The
   * operator forgets a run that it completes, so another client has written this status.
   */
  Optional<Unfinished> findFinal(RunStatus status) {
    String uid = status.run().getMetadata().getUid();
    return find(status.run())
        .filter(known ->
            status.isFinal() && known.mayHavePermissions() && known.run().uid().equals(uid));
  }

  void clear(AgentRun run) {
    runs.remove(ResourceID.fromResource(run));
  }
}
