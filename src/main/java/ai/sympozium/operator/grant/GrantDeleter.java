package ai.sympozium.operator.grant;

import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.ParallelCalls;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Deletes grant objects of a run, and only those, and verifies that they are absent. */
@ApplicationScoped
class GrantDeleter {
  private static final Logger LOG = Logger.getLogger(GrantDeleter.class);

  private final KubernetesClient client;
  private final GrantExpectations expectations;

  GrantDeleter(KubernetesClient client, GrantExpectations expectations) {
    this.client = client;
    this.expectations = expectations;
  }

  /** Deletes one part of all grants in parallel. */
  void deleteAll(List<SkillGrant> grants, Function<SkillGrant, List<HasMetadata>> objects) {
    ParallelCalls.all(
        RevocationPendingException.class,
        grants.stream()
            .flatMap(grant ->
                objects.apply(grant).stream().map(object -> () -> delete(grant.run(), object))));
  }

  void delete(RunRef run, HasMetadata object) {
    if (expectations.isDeleted(object) || deleteExpected(object)) {
      return;
    }
    HasMetadata live = client.resource(object).get();
    if (live == null) {
      return;
    }
    if (!GrantObjects.isOwnedBy(run, live)) {
      LOG.warnf("%s does not belong to the run and is not deleted", GrantObjects.describe(live));
      return;
    }
    try {
      client.resource(live).lockResourceVersion(live.getMetadata().getResourceVersion()).delete();
    } catch (KubernetesClientException e) {
      throw pending(object, e);
    }
  }

  /** Deletes an object at the version this process created; false if a read is needed. */
  private boolean deleteExpected(HasMetadata object) {
    String version = expectations.version(object);
    if (version == null) {
      return false;
    }
    try {
      client.resource(object).lockResourceVersion(version).delete();
      expectations.deleted(object);
      return true;
    } catch (KubernetesClientException e) {
      if (ApiErrors.isConflict(e)) {
        return false; // Changed or replaced since: its owner has to be checked.
      }
      throw pending(object, e);
    }
  }

  private static RevocationPendingException pending(
      HasMetadata object, KubernetesClientException e) {
    return new RevocationPendingException(
        GrantObjects.describe(object)
            + (ApiErrors.isConflict(e)
                ? " changed during deletion"
                : " could not be deleted: " + ApiErrors.describe(e)));
  }

  void requireAbsent(RunRef run, HasMetadata object) {
    HasMetadata live = client.resource(object).get();
    if (live != null && GrantObjects.isOwnedBy(run, live)) {
      throw new RevocationPendingException(GrantObjects.describe(live) + " still exists");
    }
  }
}
