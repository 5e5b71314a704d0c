package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.GrantRevoker;
import ai.sympozium.operator.grant.RevocationPendingException;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Revokes the permissions of a run, with or without its plan. */
@ApplicationScoped
class RunRevoker {
  private final GrantRevoker grants;
  private final CompletionTracker completions;

  RunRevoker(GrantRevoker grants, CompletionTracker completions) {
    this.grants = grants;
    this.completions = completions;
  }

  /**
   * Revokes the permissions unless this process has already done so. Returns when the revocation
   * was verified: now, or before a status write that failed. Nothing grants permissions to a run
   * that has its pod. A run that is still being started may have received them again.
   *
   * @throws RevocationPendingException when the revocation could not be verified
   */
  Instant revokeOnce(AgentRun run, Optional<RunPlan> plan, RunStatus status) {
    return completions
        .revokedAt(run)
        .filter(at -> status.isStarted())
        .orElseGet(() -> {
          revoke(run, plan);
          return completions.markRevoked(run);
        });
  }

  /**
   * Revokes the permissions. Without a plan, deletes every grant object that is labelled with the
   * run.
   *
   * @throws RevocationPendingException when the revocation could not be verified
   */
  void revoke(AgentRun run, Optional<RunPlan> plan) {
    if (plan.isPresent()) {
      grants.revoke(plan.get().grants());
    } else {
      grants.revokeAll(
          new RunRef(
              run.getMetadata().getNamespace(),
              run.getMetadata().getName(),
              run.getMetadata().getUid()));
    }
  }
}
