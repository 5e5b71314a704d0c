package ai.sympozium.operator.grant;

import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.LogKeys;
import ai.sympozium.operator.kube.ParallelCalls;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Deletes grant objects of a run, and only those. */
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
  void deleteAll(
      RevocationScope scope,
      List<SkillGrant> grants,
      Function<SkillGrant, List<HasMetadata>> objects) {
    ParallelCalls.all(
        RevocationPendingException.class,
        grants.stream()
            .flatMap(grant ->
                objects.apply(grant).stream()
                    .map(object -> () -> delete(scope, grant.run(), object))));
  }

  private void delete(RevocationScope scope, RunRef run, HasMetadata object) {
    if (expectations.isDeleted(object)) {
      return;
    }
    try {
      switch (scope) {
        case NAME -> {
          // Without a precondition: a client that changes the object again and again cannot keep
          // it.
          client.resource(object).delete();
          expectations.deleted(object);
        }
        case OWNER -> deleteOwned(run, object);
      }
    } catch (KubernetesClientException e) {
      throw new RevocationPendingException(
          GrantObjects.describe(object)
              + (ApiErrors.isConflict(e)
                  ? " changed during deletion"
                  : " could not be deleted: " + ApiErrors.describe(e)));
    }
  }

  private void deleteOwned(RunRef run, HasMetadata object) {
    HasMetadata live = client.resource(object).get();
    if (live == null) {
      return;
    }
    if (GrantObjects.isOwnedBy(run, live)) {
      client.resource(live).lockResourceVersion(live.getMetadata().getResourceVersion()).delete();
    } else {
      try (var log = LogKeys.ofRun(run.namespace(), run.name())) {
        LOG.warnf("%s does not belong to the run and is not deleted", GrantObjects.describe(live));
      }
    }
  }
}
