package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.grant.RevocationPendingException;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.kube.LogKeys;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Reports failures that are retried. The first failure and every change of its reason are reported
 * at once. A lasting failure is reported again every few minutes, because events expire.
 */
@ApplicationScoped
public class RetryReporter {
  private static final Logger LOG = Logger.getLogger(RetryReporter.class);

  /** About five minutes at the longest retry interval. */
  private static final int ATTEMPTS_PER_EVENT = 30;

  private final EventRecorder events;
  private final KubernetesClient client;

  /** The reason that was last reported for a run, by its UID. */
  private final ConcurrentHashMap<String, EventReason> reported = new ConcurrentHashMap<>();

  RetryReporter(EventRecorder events, KubernetesClient client) {
    this.events = events;
    this.client = client;
  }

  /**
   * Checks whether a failure needs no retry: the run was deleted while it was being started. The
   * event of the deletion revokes what was created meanwhile.
   */
  public boolean isObsolete(AgentRun run, RuntimeException failure) {
    return failure instanceof KubernetesClientException e
        && (isAboutAbsentRun(run, e)
            || (!run.isMarkedForDeletion() && ApiErrors.isConflict(e) && isDeleted(run)));
  }

  /** Reads live, because the cache can lag behind the garbage collector, which deletes the pod. */
  private boolean isDeleted(AgentRun run) {
    try {
      return isDeletedMeanwhile(run, Optional.ofNullable(client.resource(run).get()));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static boolean isAboutAbsentRun(AgentRun run, KubernetesClientException e) {
    return ApiErrors.isNotFound(e)
        && e.getStatus() != null
        && e.getStatus().getDetails() != null
        && "agentruns".equals(e.getStatus().getDetails().getKind())
        && run.getMetadata().getName().equals(e.getStatus().getDetails().getName());
  }

  /**
   * Checks whether a run was deleted that this reconcile considers active. The pod is being deleted
   * too then, so it can be neither found nor created, and another reconcile follows.
   */
  static boolean isDeletedMeanwhile(AgentRun run, Optional<AgentRun> live) {
    return !run.isMarkedForDeletion()
        && live.filter(found -> found.getMetadata().getUid().equals(run.getMetadata().getUid()))
            .filter(found -> !found.isMarkedForDeletion())
            .isEmpty();
  }

  /** Reports a failed reconcile that JOSDK retries. */
  public void report(AgentRun run, RuntimeException failure, Context<AgentRun> context) {
    EventReason reason =
        failure instanceof RevocationPendingException
            ? EventReason.REVOCATION_PENDING
            : EventReason.RETRYING;
    int attempt = context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0);
    boolean periodic = attempt > 0 && attempt % ATTEMPTS_PER_EVENT == 0;
    if (isNew(run, reason) || periodic) {
      record(run, reason, describe(failure));
    }
  }

  /** Reports a failure unless the same one was reported before. */
  void reportFirst(AgentRun run, EventReason reason, String message) {
    if (isNew(run, reason)) {
      record(run, reason, message);
    }
  }

  void clear(AgentRun run) {
    reported.remove(run.getMetadata().getUid());
  }

  private boolean isNew(AgentRun run, EventReason reason) {
    return !reason.equals(reported.put(run.getMetadata().getUid(), reason));
  }

  private static String describe(RuntimeException failure) {
    return switch (failure) {
      case RevocationPendingException e -> e.getMessage();
      case KubernetesClientException e -> ApiErrors.describe(e);
      default -> failure.toString();
    };
  }

  private void record(AgentRun run, EventReason reason, String message) {
    try (var log = LogKeys.ofRun(run.getMetadata().getNamespace(), run.getMetadata().getName())) {
      LOG.warnf("%s: %s", reason.value(), message);
    }
    events.warning(run, reason.value(), message + ". Retrying.");
  }
}
