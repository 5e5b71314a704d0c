package ai.sympozium.operator.grant;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Removes grants whose run is gone or over: after a run was deleted by force, or a store was
 * restored to an earlier state. Touches only objects that carry our labels and a name that their
 * labels derive.
 */
@ApplicationScoped
public class OrphanedGrantCollector {
  private static final Logger LOG = Logger.getLogger(OrphanedGrantCollector.class);

  private final KubernetesClient client;
  private final GrantObjectLister remains;
  private final MeterRegistry metrics;

  OrphanedGrantCollector(
      KubernetesClient client, GrantObjectLister remains, MeterRegistry metrics) {
    this.client = client;
    this.remains = remains;
    this.metrics = metrics;
  }

  /**
   * One pass over all grants, at start and then every few minutes; rights go before roles, roles
   * before accounts. Harmless on a replica that does not lead: what it finds is over for every
   * replica. What fails waits for the next pass and keeps nothing else from going.
   */
  @Scheduled(every = "3m", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    Map<RunRef, Boolean> alive = new HashMap<>();
    remains.ofAnyRun(remnant -> {
      try {
        if (!alive.computeIfAbsent(remnant.run(), this::isAlive)) {
          delete(remnant.object());
        }
      } catch (KubernetesClientException e) {
        LOG.warnf(
            "%s could not be swept, the next pass tries again: HTTP %d",
            GrantWriter.describe(remnant.object()), e.getCode());
      }
    });
  }

  private boolean isAlive(RunRef origin) {
    AgentRun run =
        client
            .resources(AgentRun.class)
            .inNamespace(origin.namespace())
            .withName(origin.name())
            .get();
    return run != null
        && run.getMetadata().getUid().equals(origin.uid())
        && (run.hasFinalizer(SympoziumLabels.RUN_FINALIZER)
            || run.getStatus() == null
            || run.getStatus().phase() == null
            || !run.getStatus().phase().isFinal());
  }

  private void delete(HasMetadata object) {
    client.resource(object).lockResourceVersion(object.getMetadata().getResourceVersion()).delete();
    metrics.counter("sympozium.orphans.swept").increment();
    LOG.warnf("swept %s: its run is gone or over", GrantWriter.describe(object));
  }
}
