package ai.sympozium.operator.gateway.report;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.lifecycle.CompletionListener;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.gateway.authentication.AuthenticatedPod;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.tls.ConfigMapSigner;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores the report of a bridge in a ConfigMap that the run owns, before the report is
 * acknowledged. An acknowledged report survives every restart. Only the first complete report of a
 * run counts.
 */
@ApplicationScoped
class RunReportStore {
  private static final String NO_RESULT = "{}";
  private static final int MAX_TEXT = 64 * 1024;

  private final KubernetesClient client;
  private final ConfigMapSigner signer;
  private final CompletionListener completions;
  private final ToolCallMetrics calls;
  private final EventRecorder events;
  private final ApiServerTurns turns;

  RunReportStore(
      KubernetesClient client,
      ConfigMapSigner signer,
      CompletionListener completions,
      ToolCallMetrics calls,
      EventRecorder events,
      ApiServerTurns turns) {
    this.client = client;
    this.signer = signer;
    this.completions = completions;
    this.calls = calls;
    this.events = events;
    this.turns = turns;
  }

  void store(AuthenticatedPod caller, BridgeReport report) {
    ObjectNode result = report.result();
    boolean complete = report.complete();
    String kept = result == null ? NO_RESULT : truncate(result);
    String transcript = report.transcript();
    Map<String, String> data =
        Map.of(RunObjects.RESULT_KEY, kept, RunObjects.TRANSCRIPT_KEY, transcript);
    AgentRun run = caller.run();
    if (complete) {
      completions.onCompletionReported(run);
    }
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(RunObjects.transcriptName(run.getMetadata().getName()))
            .withNamespace(run.getMetadata().getNamespace())
            .addToLabels(SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY)
            .addToLabels(SympoziumLabels.LABEL_RUN, run.getMetadata().getName())
            .addToLabels(SympoziumLabels.LABEL_RUN_UID, run.getMetadata().getUid())
            .addToLabels(SympoziumLabels.LABEL_INSTANCE, run.getSpec().instanceRef())
            .withOwnerReferences(RunObjects.ownerReference(run))
            .endMetadata()
            .withData(signer.sign(run.getMetadata().getUid(), data))
            .build();
    // The revocation above never waits for requests of pods.
    turns.run(() -> write(run, map, complete, kept, transcript));
  }

  private void write(
      AgentRun run, ConfigMap map, boolean complete, String kept, String transcript) {
    try {
      client.resource(map).create();
      calls.count(transcript);
      completions.onReportStored(run, kept);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.canExist(e)) {
        throw e;
      }
      ConfigMap stored = client.resource(map).get();
      if (stored == null && !ApiErrors.isConflict(e)) {
        throw e;
      }
      completeStored(run, map, stored, complete, kept);
    }
  }

  /** Truncates texts so that result and transcript fit into one ConfigMap. */
  private static String truncate(ObjectNode result) {
    for (String field : List.of("response", "error")) {
      String text = result.path(field).asText("");
      if (!text.isEmpty()) {
        result.put(field, TruncatedText.ofBytes(text, MAX_TEXT));
      }
    }
    String json = result.toString();
    if (json.length() > 2 * MAX_TEXT) {
      throw new GatewayException(ErrorCode.TOO_LARGE, "result: is too large");
    }
    return json;
  }

  private void completeStored(
      AgentRun run, ConfigMap map, @Nullable ConfigMap kept, boolean complete, String report) {
    if (kept == null || RunObjects.isOwnedByPredecessor(kept, run)) {
      throw new GatewayException(ErrorCode.UNAVAILABLE, "the stored report is being deleted");
    }
    if (!RunObjects.isOwnedBy(kept, run)
        || !signer.verify(run.getMetadata().getUid(), kept.getData())) {
      String message = "ConfigMap " + kept.getMetadata().getName() + " is not this run's";
      events.warning(
          run,
          EventReason.NAME_CONFLICT.value(),
          message + ": it was neither adopted nor deleted, and the transcript could not be kept.");
      throw new GatewayException(ErrorCode.NAME_CONFLICT, message);
    }
    String stored = kept.getData().get(RunObjects.RESULT_KEY);
    if (NO_RESULT.equals(stored) && complete) {
      client.resource(map).lockResourceVersion(kept.getMetadata().getResourceVersion()).update();
      completions.onReportStored(run, report);
    } else if (complete && !report.equals(stored)) {
      throw new GatewayException(
          ErrorCode.RESULT_ALREADY_REPORTED, "the run already has another result");
    }
  }
}
