package ai.sympozium.operator.grant;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Sympozium;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
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

  /**
   * One pass over all grants, at start and then every few minutes; rights go before roles, roles
   * before accounts. Harmless on a replica that does not lead: what it finds is over for every
   * replica.
   */
  @Scheduled(every = "3m", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    var rbac = client.rbac();
    List<HasMetadata> found = new ArrayList<>();
    found.addAll(ours(rbac.roleBindings().inAnyNamespace()));
    found.addAll(ours(rbac.clusterRoleBindings()));
    found.addAll(ours(rbac.roles().inAnyNamespace()));
    found.addAll(ours(rbac.clusterRoles()));
    found.addAll(ours(client.serviceAccounts().inAnyNamespace()));
    Map<String, Boolean> alive = new HashMap<>();
    for (HasMetadata object : found) {
      Optional<Origin> origin = Origin.of(object);
      if (origin.isPresent()
          && !alive.computeIfAbsent(origin.get().uid(), uid -> isAlive(origin.get()))) {
        delete(object);
      }
    }
  }

  private static <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> ours(
      FilterWatchListDeletable<T, L, ?> kind) {
    return kind.withLabel(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
        .withLabel(Sympozium.LABEL_SKILL)
        .list()
        .getItems();
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
