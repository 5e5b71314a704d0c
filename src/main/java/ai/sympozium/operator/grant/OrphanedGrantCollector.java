package ai.sympozium.operator.grant;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.GrantObjectLister.Kind;
import ai.sympozium.operator.grant.GrantObjectLister.LabelledObject;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.LogKeys;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Deletes grant objects whose run is deleted or finished, for example after a forced deletion or
 * after a restore of etcd. Touches only objects with the four grant labels and the name that the
 * labels derive.
 */
@ApplicationScoped
public class OrphanedGrantCollector {
  private static final Logger LOG = Logger.getLogger(OrphanedGrantCollector.class);

  /** Exported as {@code sympozium_orphaned_grant_objects_deleted_total}. */
  private static final String DELETED_METRIC = "sympozium.orphaned.grant.objects.deleted";

  /** Lists of a kind in one pass. */
  private static final int ATTEMPTS = 3;

  private final KubernetesClient client;
  private final GrantObjectLister lister;
  private final MeterRegistry metrics;
  private final Duration retryInterval;

  @Inject
  OrphanedGrantCollector(KubernetesClient client, GrantObjectLister lister, MeterRegistry metrics) {
    this(client, lister, metrics, Duration.ofSeconds(5));
  }

  OrphanedGrantCollector(
      KubernetesClient client,
      GrantObjectLister lister,
      MeterRegistry metrics,
      Duration retryInterval) {
    this.client = client;
    this.lister = lister;
    this.metrics = metrics;
    this.retryInterval = retryInterval;
  }

  /**
   * Checks all grant objects once, at start and then every few minutes. Safe on replicas that do
   * not lead, because a finished run is finished for every replica. A failed deletion is retried in
   * the next pass and does not delay other objects. A failed list is retried after all other kinds.
   */
  @Scheduled(every = "3m", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void collect() {
    Map<RunRef, Boolean> active = new HashMap<>();
    List<Kind> remaining = lister.kinds();
    for (int attempt = 1; attempt <= ATTEMPTS && !remaining.isEmpty(); attempt++) {
      if (attempt > 1) {
        LockSupport.parkNanos(retryInterval.toNanos());
      }
      remaining = remaining.stream().filter(kind -> !collect(kind, active)).toList();
    }
  }

  /** Returns whether all objects of a kind were checked. */
  private boolean collect(Kind kind, Map<RunRef, Boolean> active) {
    try {
      lister.forEach(kind, labelled -> deleteIfOrphaned(labelled, active));
      return true;
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "orphaned %s could not be listed: %s. Retrying %d times, then in the next pass.",
          kind.name(), ApiErrors.describe(e), ATTEMPTS - 1);
      return false;
    }
  }

  private void deleteIfOrphaned(LabelledObject labelled, Map<RunRef, Boolean> active) {
    RunRef run = labelled.run();
    try (var log = LogKeys.ofRun(run.namespace(), run.name())) {
      deleteOrReport(labelled, active);
    }
  }

  private void deleteOrReport(LabelledObject labelled, Map<RunRef, Boolean> active) {
    try {
      if (!active.computeIfAbsent(labelled.run(), this::isActive)) {
        delete(labelled.object());
      }
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "orphaned %s could not be deleted: %s. Retrying in the next pass.",
          GrantObjects.describe(labelled.object()), ApiErrors.describe(e));
    }
  }

  private boolean isActive(RunRef ref) {
    AgentRun run =
        client.resources(AgentRun.class).inNamespace(ref.namespace()).withName(ref.name()).get();
    return run != null
        && run.getMetadata().getUid().equals(ref.uid())
        && (run.hasFinalizer(SympoziumLabels.RUN_FINALIZER) || !run.isFinal());
  }

  private void delete(HasMetadata object) {
    client.resource(object).lockResourceVersion(object.getMetadata().getResourceVersion()).delete();
    metrics.counter(DELETED_METRIC).increment();
    LOG.warnf("deleted orphaned %s: its run is deleted or finished", GrantObjects.describe(object));
  }
}
