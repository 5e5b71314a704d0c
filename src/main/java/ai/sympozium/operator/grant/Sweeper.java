package ai.sympozium.operator.grant;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Sympozium;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Removes grants whose run is gone or over: after a run was deleted by force, or a store was
 * restored to an earlier state. Touches only objects that carry our labels and a name that their
 * labels derive.
 */
@ApplicationScoped
public class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class);

  private final KubernetesClient client;
  private final MeterRegistry metrics;

  Sweeper(KubernetesClient client, MeterRegistry metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** One pass over all grants; rights go before roles, roles before accounts. */
  public void sweep() {
    List<HasMetadata> found = new ArrayList<>();
    var rbac = client.rbac();
    found.addAll(
        rbac.roleBindings()
            .inAnyNamespace()
            .withLabel(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
            .withLabel(Sympozium.LABEL_SKILL)
            .list()
            .getItems());
    found.addAll(
        rbac.clusterRoleBindings()
            .withLabel(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
            .withLabel(Sympozium.LABEL_SKILL)
            .list()
            .getItems());
    found.addAll(
        rbac.roles()
            .inAnyNamespace()
            .withLabel(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
            .withLabel(Sympozium.LABEL_SKILL)
            .list()
            .getItems());
    found.addAll(
        rbac.clusterRoles()
            .withLabel(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
            .withLabel(Sympozium.LABEL_SKILL)
            .list()
            .getItems());
    found.addAll(
        client
            .serviceAccounts()
            .inAnyNamespace()
            .withLabel(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
            .withLabel(Sympozium.LABEL_SKILL)
            .list()
            .getItems());
    Map<String, Boolean> alive = new HashMap<>();
    for (HasMetadata object : found) {
      Optional<Origin> origin = Origin.of(object);
      if (origin.isPresent()
          && !alive.computeIfAbsent(origin.get().uid(), uid -> isAlive(origin.get()))) {
        delete(object);
      }
    }
  }

  /** The run that an object says it belongs to, if its name bears that out. */
  private record Origin(String namespace, String name, String uid) {
    static Optional<Origin> of(HasMetadata object) {
      Map<String, String> labels = object.getMetadata().getLabels();
      String uid = labels.get(Sympozium.LABEL_RUN_UID);
      String skill = labels.get(Sympozium.LABEL_SKILL);
      String run = labels.get(Sympozium.LABEL_RUN);
      String namespace = labels.get(Sympozium.LABEL_RUN_NAMESPACE);
      if (uid == null || skill == null || run == null || namespace == null) {
        return Optional.empty();
      }
      boolean honest = SkillGrant.name(uid, skill).equals(object.getMetadata().getName());
      return honest ? Optional.of(new Origin(namespace, run, uid)) : Optional.empty();
    }
  }

  private boolean isAlive(Origin origin) {
    AgentRun run =
        client
            .resources(AgentRun.class)
            .inNamespace(origin.namespace())
            .withName(origin.name())
            .get();
    return run != null
        && run.getMetadata().getUid().equals(origin.uid())
        && (run.hasFinalizer(Sympozium.RUN_FINALIZER)
            || run.getStatus() == null
            || run.getStatus().phase() == null
            || !run.getStatus().phase().isFinal());
  }

  private void delete(HasMetadata object) {
    try {
      client
          .resource(object)
          .lockResourceVersion(object.getMetadata().getResourceVersion())
          .delete();
      metrics.counter("sympozium.orphans.swept").increment();
      LOG.warnf("swept %s: its run is gone or over", GrantWriter.describe(object));
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "%s could not be swept, the next pass tries again: HTTP %d",
          GrantWriter.describe(object), e.getCode());
    }
  }
}
