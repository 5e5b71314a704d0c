package ai.sympozium.operator.grant;

import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.ParallelCalls;
import ai.sympozium.operator.kube.ParallelCalls.Call;
import ai.sympozium.operator.kube.PriorityGate;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes the objects of grants and verifies that access is denied. Bindings are deleted first:
 * without them a token is useless from the next request on, whereas the API server accepts the
 * token of a deleted account for up to ten seconds.
 */
@ApplicationScoped
public class GrantRevoker {
  private final GrantDeleter deleter;
  private final AccessDenialVerifier denials;
  private final GrantExpectations expectations;
  private final GrantObjectLister lister;

  /**
   * Runs the deletion of bindings before the deletion of objects that give no access. Otherwise,
   * when hundreds of runs finish at once, the last bindings would queue behind the first pods.
   */
  private final PriorityGate gate = new PriorityGate(Duration.ofSeconds(1));

  GrantRevoker(
      GrantDeleter deleter,
      AccessDenialVerifier denials,
      GrantExpectations expectations,
      GrantObjectLister lister) {
    this.deleter = deleter;
    this.denials = denials;
    this.expectations = expectations;
    this.lister = lister;
  }

  /**
   * Deletes every object of the grants, then verifies that all are absent and access is denied.
   * Crash-safe: a repeated call does everything again.
   *
   * @throws RevocationPendingException when an object still exists or access is still allowed
   */
  public void revoke(List<SkillGrant> grants) {
    deleteBindings(grants);
    wrapApiErrors(() -> deleteRestAndVerify(grants));
  }

  private void deleteRestAndVerify(List<SkillGrant> grants) {
    gate.awaitTurn();
    deleter.deleteAll(grants, SkillGrant::roles);
    deleter.deleteAll(grants, grant -> List.of(grant.account()));
    List<Call<RevocationPendingException>> checks = new ArrayList<>();
    for (SkillGrant grant : grants) {
      grant.objects().forEach(o -> checks.add(() -> deleter.requireAbsent(grant.run(), o)));
      grant
          .firstRule(false)
          .ifPresent(rule ->
              checks.add(() -> denials.requireDenied(grant, rule, grant.run().namespace())));
      grant
          .firstRule(true)
          .ifPresent(rule -> checks.add(() -> denials.requireDenied(grant, rule, null)));
    }
    try {
      ParallelCalls.all(RevocationPendingException.class, checks.stream());
    } finally {
      // Verified or not: the next attempt has to read what still exists.
      grants.forEach(grant -> expectations.forget(grant.objects()));
    }
  }

  /**
   * Deletes the bindings without verifying it; {@link #revoke} has to follow.
   *
   * @throws RevocationPendingException when a binding could not be deleted
   */
  public void deleteBindings(List<SkillGrant> grants) {
    wrapApiErrors(() -> gate.runUrgent(() -> deleter.deleteAll(grants, SkillGrant::bindings)));
  }

  /**
   * Deletes the bindings and returns when no other run's bindings wait for deletion.
   *
   * @throws RevocationPendingException when a binding could not be deleted
   */
  public void deleteBindingsFirst(List<SkillGrant> grants) {
    deleteBindings(grants);
    gate.awaitTurn();
  }

  private static void wrapApiErrors(Runnable calls) {
    try {
      calls.run();
    } catch (KubernetesClientException e) {
      throw new RevocationPendingException(
          "the revocation cannot be verified: " + ApiErrors.describe(e));
    }
  }

  /**
   * Deletes all grant objects labelled with the run's UID, for a run whose plan is lost.
   *
   * @throws RevocationPendingException when an object still exists
   */
  public void revokeAll(RunRef run) {
    lister.forEachOf(
        run,
        object -> {
          deleter.delete(run, object.object());
          expectations.forget(List.of(object.object()));
        });
    lister.forEachOf(run, object -> deleter.requireAbsent(run, object.object()));
  }
}
