package ai.sympozium.operator.gateway.report;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.gateway.endpoint.FollowedRuns;
import ai.sympozium.operator.gateway.endpoint.StoredLog;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.ShedReason;
import ai.sympozium.operator.kube.ApiErrors;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Stores the logs of runs, each in a ConfigMap that its run owns, so that users read them by the
 * API server with their own permissions. The operator itself never reads a log to decide something.
 * It stores an entry before it acknowledges or shows it, so that the entry survives every restart.
 */
@ApplicationScoped
class AgentLogStore {
  /** Few, so that logs never delay reports, tokens and revocations. */
  private static final int MAX_WRITERS = 4;

  private static final int MAX_ATTEMPTS = 3;

  private final KubernetesClient client;
  private final ApiServerTurns turns;
  private final FollowedRuns followed;
  private final MeterRegistry metrics;
  private final Semaphore writers = new Semaphore(MAX_WRITERS);

  AgentLogStore(
      KubernetesClient client, ApiServerTurns turns, FollowedRuns followed, MeterRegistry metrics) {
    this.client = client;
    this.turns = turns;
    this.followed = followed;
    this.metrics = metrics;
  }

  /** Appends entries. An entry that is stored already is not stored again. */
  void append(AgentRun run, List<LogEntry> entries) {
    if (!writers.tryAcquire()) {
      ShedReason.LOG_BATCHES.count(metrics);
      throw new GatewayException(
          ErrorCode.UNAVAILABLE, "the gateway stores too many log entries at present");
    }
    try {
      turns.run(() -> write(run, entries));
    } finally {
      writers.release();
    }
  }

  private void write(AgentRun run, List<LogEntry> entries) {
    for (int attempt = 1; ; attempt++) {
      try {
        writeOnce(run, entries);
        return;
      } catch (KubernetesClientException e) {
        // Another replica, or an earlier request of the same bridge, has written in between.
        if (!ApiErrors.isConflict(e) || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void writeOnce(AgentRun run, List<LogEntry> entries) {
    String name = RunObjects.logName(run.getMetadata().getName());
    ConfigMap stored =
        client.configMaps().inNamespace(run.getMetadata().getNamespace()).withName(name).get();
    if (stored == null) {
      StoredLog first = StoredLog.EMPTY.plus(entries);
      client.resource(map(run, name, first)).create();
      followed.stored(run, first);
      return;
    }
    if (RunObjects.isOwnedByPredecessor(stored, run)) {
      throw new GatewayException(ErrorCode.UNAVAILABLE, "the stored log is being deleted");
    }
    if (!RunObjects.isOwnedBy(stored, run)) {
      throw new GatewayException(
          ErrorCode.NAME_CONFLICT, "ConfigMap " + name + " is not this run's");
    }
    StoredLog log = StoredLog.of(stored.getData());
    StoredLog longer = log.plus(entries);
    if (!longer.equals(log)) {
      client
          .resource(map(run, name, longer))
          .lockResourceVersion(stored.getMetadata().getResourceVersion())
          .update();
      followed.stored(run, longer);
    }
  }

  private static ConfigMap map(AgentRun run, String name, StoredLog log) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(run.getMetadata().getNamespace())
        .addToLabels(SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY)
        .addToLabels(SympoziumLabels.LABEL_RUN, run.getMetadata().getName())
        .addToLabels(SympoziumLabels.LABEL_RUN_UID, run.getMetadata().getUid())
        .withOwnerReferences(RunObjects.ownerReference(run))
        .endMetadata()
        .withData(log.data())
        .build();
  }
}
