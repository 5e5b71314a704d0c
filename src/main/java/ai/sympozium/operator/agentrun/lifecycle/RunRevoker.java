package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.operator.agentrun.lifecycle.UnfinishedRuns.Unfinished;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.GrantRevoker;
import ai.sympozium.operator.grant.RevocationPendingException;
import ai.sympozium.operator.grant.RevocationProof;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.LogKeys;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Revokes the permissions of a run, with or without its plan. While the revocation cannot be
 * verified, the status names the object that it waits for.
 */
@ApplicationScoped
class RunRevoker {
  private static final Logger LOG = Logger.getLogger(RunRevoker.class);

  private final GrantRevoker grants;
  private final CompletionTracker completions;
  private final StatusWriter statusWriter;
  private final InstantSource clock;

  RunRevoker(
      GrantRevoker grants,
      CompletionTracker completions,
      StatusWriter statusWriter,
      InstantSource clock) {
    this.grants = grants;
    this.completions = completions;
    this.statusWriter = statusWriter;
    this.clock = clock;
  }

  /**
   * Revokes the permissions unless this process has the proof of it: from now, or from before a
   * status write that failed. A status alone proves nothing. Nothing grants permissions to a run
   * that has its pod. A run that is still being started may have received them again.
   *
   * @throws RevocationPendingException when the revocation could not be verified
   */
  RevocationProof revokeOnce(RunStatus status, Optional<RunPlan> plan, Context<AgentRun> context) {
    AgentRun run = status.run();
    Optional<RevocationProof> earlier =
        completions.revocationProof(run).filter(proof -> status.isStarted());
    if (earlier.isPresent()) {
      return earlier.get();
    }
    RevocationProof proof = revoke(status, plan, context);
    completions.markRevoked(run, proof);
    return proof;
  }

  /**
   * Revokes the permissions.
   *
   * @param status the latest status of the run
   * @throws RevocationPendingException when the revocation could not be verified
   */
  RevocationProof revoke(RunStatus status, Optional<RunPlan> plan, Context<AgentRun> context) {
    try {
      return plan.isPresent() ? revokePlanned(status, plan.get()) : revokeAll(status);
    } catch (RevocationPendingException e) {
      report(status, e, context);
      throw e;
    }
  }

  /**
   * Revokes the permissions of a run that this process has not completed, unless it has the proof
   * of their revocation.
   *
   * @param cause why the run cannot be completed, as a sentence without a period
   * @throws RevocationPendingException when the revocation could not be verified
   */
  void revokeUnfinished(Unfinished run, String cause) {
    if (completions.revocationProof(run.run().uid()).isEmpty()) {
      grants.revokeAll(run.run(), run.skills());
      try (var log = LogKeys.ofRun(run.run().namespace(), run.run().name())) {
        LOG.warnf("The run had not completed. %s. Its permissions are revoked.", cause);
      }
    }
  }

  private RevocationProof revokePlanned(RunStatus status, RunPlan plan) {
    return status.isStarted() ? grants.revoke(plan.grants()) : grants.revokeOwned(plan.grants());
  }

  private RevocationProof revokeAll(RunStatus status) {
    return grants.revokeAll(
        RunRef.of(status.run()), status.value().skills().stream().map(SkillStatus::name).toList());
  }

  private void report(
      RunStatus status, RevocationPendingException pending, Context<AgentRun> context) {
    RunStatus reported = status.revocationPending(pending.getMessage(), clock.instant());
    if (reported.value().equals(status.value())) {
      return;
    }
    try {
      statusWriter.write(reported, context);
    } catch (KubernetesClientException e) {
      pending.addSuppressed(e); // The event reports the same, and the next attempt writes again.
    }
  }
}
