package ai.sympozium.operator.grant;

import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.PriorityGate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Deletes the objects of grants and proves that access is denied. Bindings are deleted first:
 * without them a token is useless from the next request on, whereas the API server accepts the
 * token of a deleted account for up to ten seconds.
 */
@ApplicationScoped
public class GrantRevoker {
  private static final Set<String> BINDINGS = Set.of("RoleBinding", "ClusterRoleBinding");
  private static final List<Set<String>> ORDER =
      List.of(BINDINGS, Set.of("Role", "ClusterRole"), Set.of("ServiceAccount"));

  private final KubernetesClient client;
  private final GrantDeleter deleter;
  private final AccessDenialVerifier denials;
  private final GrantExpectations expectations;
  private final GrantObjectLister lister;
  private final LiveGrantReader live;

  /**
   * Runs the deletion of bindings before the deletion of objects that give no access. Otherwise,
   * when hundreds of runs finish at once, the last bindings would queue behind the first pods.
   */
  private final PriorityGate gate = new PriorityGate(Duration.ofSeconds(1));

  GrantRevoker(
      KubernetesClient client,
      GrantDeleter deleter,
      AccessDenialVerifier denials,
      GrantExpectations expectations,
      GrantObjectLister lister,
      LiveGrantReader live) {
    this.client = client;
    this.deleter = deleter;
    this.denials = denials;
    this.expectations = expectations;
    this.lister = lister;
    this.live = live;
  }

  /**
   * Revokes the grants of a run that was started: deletes every object of their names, even if
   * others have changed it, and proves that access is denied. Crash-safe: a repeated call does
   * everything again.
   *
   * @throws RevocationPendingException when an object still exists or access is still allowed
   */
  public RevocationProof revoke(List<SkillGrant> grants) {
    return wrapApiErrors(() -> revoke(grants, SkillGrant::objects));
  }

  /**
   * Revokes the grants of a run that was not started and has no token. Objects of others that have
   * taken a name are kept, unless they give permissions together.
   *
   * @throws RevocationPendingException when an object of the run exists or access is allowed
   */
  public RevocationProof revokeOwned(List<SkillGrant> grants) {
    return wrapApiErrors(() -> {
      try {
        deleteInOrder(RevocationScope.OWNER, grants, SkillGrant::objects);
        deleter.deleteAll(
            RevocationScope.NAME,
            grants.stream().filter(this::hasAccount).toList(),
            SkillGrant::bindings);
        return denials.verify(RevocationScope.OWNER, grants, SkillGrant::objects);
      } finally {
        grants.forEach(grant -> expectations.forget(grant.objects()));
      }
    });
  }

  /** An account of the name that exists now is foreign, and a binding would give it permissions. */
  private boolean hasAccount(SkillGrant grant) {
    return client.resource(grant.account()).get() != null;
  }

  /**
   * Revokes everything of a run whose plan is lost: every object of the names of these skills, and
   * of the skills that labelled objects name.
   *
   * @throws RevocationPendingException when an object still exists
   */
  public RevocationProof revokeAll(RunRef run, Collection<String> skills) {
    return wrapApiErrors(() -> {
      Set<String> names = new TreeSet<>(skills);
      lister.forEachOf(run, object -> names.add(object.skill()));
      List<SkillGrant> grants = names.stream().map(skill -> live.read(run, skill)).toList();
      return revoke(grants, GrantObjects::allOfName);
    });
  }

  private RevocationProof revoke(
      List<SkillGrant> grants, Function<SkillGrant, List<HasMetadata>> objects) {
    try {
      deleteInOrder(RevocationScope.NAME, grants, objects);
      return denials.verify(RevocationScope.NAME, grants, objects);
    } finally {
      // Verified or not: the next attempt has to read what still exists.
      grants.forEach(grant -> expectations.forget(objects.apply(grant)));
    }
  }

  /** An object that cannot be deleted does not keep the others: each of them ends the access. */
  private void deleteInOrder(
      RevocationScope scope,
      List<SkillGrant> grants,
      Function<SkillGrant, List<HasMetadata>> objects) {
    Optional<RevocationPendingException> first = Optional.empty();
    for (Set<String> kinds : ORDER) {
      try {
        Runnable deletion =
            () -> deleter.deleteAll(scope, grants, grant -> ofKinds(objects.apply(grant), kinds));
        if (kinds.equals(BINDINGS)) {
          gate.runUrgent(deletion);
          gate.awaitTurn();
        } else {
          deletion.run();
        }
      } catch (RevocationPendingException e) {
        first = first.or(() -> Optional.of(e));
      }
    }
    if (first.isPresent()) {
      throw first.get();
    }
  }

  private static List<HasMetadata> ofKinds(List<HasMetadata> objects, Set<String> kinds) {
    return objects.stream().filter(object -> kinds.contains(object.getKind())).toList();
  }

  /**
   * Deletes the bindings of a started run without verifying it; {@link #revoke} has to follow.
   *
   * @throws RevocationPendingException when a binding could not be deleted
   */
  public void deleteBindings(List<SkillGrant> grants) {
    wrapApiErrors(() -> {
      gate.runUrgent(() -> deleter.deleteAll(RevocationScope.NAME, grants, SkillGrant::bindings));
      return grants;
    });
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

  private static <T> T wrapApiErrors(Supplier<T> calls) {
    try {
      return calls.get();
    } catch (KubernetesClientException e) {
      throw new RevocationPendingException(
          "the revocation cannot be verified: " + ApiErrors.describe(e));
    }
  }
}
