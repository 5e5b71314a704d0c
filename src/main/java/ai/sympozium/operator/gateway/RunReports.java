package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Sympozium;
import ai.sympozium.operator.certificate.Seal;
import ai.sympozium.operator.event.Events;
import ai.sympozium.operator.run.EndsSeen;
import ai.sympozium.operator.run.Owned;
import ai.sympozium.operator.run.RunPod;
import ai.sympozium.operator.run.RunRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/**
 * Keeps what a bridge reports, in a ConfigMap owned by the run, before the report is answered: what
 * was answered survives every restart. The first complete report of a run is the only one.
 */
@ApplicationScoped
class RunReports {
  private static final String NO_RESULT = "{}";
  private static final int MAX_TEXT = 64 * 1024;

  private final KubernetesClient client;
  private final Seal seal;
  private final EndsSeen ends;
  private final ToolCalls calls;
  private final Events events;

  RunReports(KubernetesClient client, Seal seal, EndsSeen ends, ToolCalls calls, Events events) {
    this.client = client;
    this.seal = seal;
    this.ends = ends;
    this.calls = calls;
    this.events = events;
  }

  void keep(Caller caller, JsonNode report) {
    JsonNode result = report.path("result");
    boolean complete = report.path("complete").asBoolean(false) && result.isObject();
    String kept = complete ? bounded(result) : NO_RESULT;
    String transcript = report.path("transcript").asText("");
    Map<String, String> data =
        Map.of(RunRecord.RESULT_KEY, kept, RunPod.TRANSCRIPT_KEY, transcript);
    AgentRun run = caller.run();
    if (complete) {
      ends.reported(run);
    }
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(RunRecord.name(run.getMetadata().getName()))
            .withNamespace(run.getMetadata().getNamespace())
            .addToLabels(Sympozium.LABEL_MANAGED_BY, Sympozium.MANAGED_BY)
            .addToLabels(Sympozium.LABEL_RUN, run.getMetadata().getName())
            .addToLabels(Sympozium.LABEL_RUN_UID, run.getMetadata().getUid())
            .addToLabels(Sympozium.LABEL_INSTANCE, run.getSpec().instanceRef())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(run.getApiVersion())
                    .withKind(run.getKind())
                    .withName(run.getMetadata().getName())
                    .withUid(run.getMetadata().getUid())
                    .withController(true)
                    .build())
            .endMetadata()
            .withData(seal.on(run.getMetadata().getUid(), data))
            .build();
    try {
      client.resource(map).create();
      calls.count(transcript);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      merge(run, map, complete, kept);
    }
  }

  /** The result as JSON, its texts cut so that result and transcript fit into one ConfigMap. */
  private static String bounded(JsonNode result) {
    ObjectNode copy = result.deepCopy();
    for (String field : List.of("response", "error")) {
      String text = copy.path(field).asText("");
      if (text.length() > MAX_TEXT) {
        copy.put(field, text.substring(0, MAX_TEXT) + "…");
      }
    }
    String json = copy.toString();
    if (json.length() > 2 * MAX_TEXT) {
      throw new GatewayError(413, "TooLarge", "the result is larger than a result can be");
    }
    return json;
  }

  private void merge(AgentRun run, ConfigMap map, boolean complete, String report) {
    ConfigMap kept = client.resource(map).get();
    if (kept == null || Owned.byForerunner(run, kept)) {
      throw new GatewayError(503, "TryAgain", "the stored report goes or went in between");
    }
    if (!Owned.by(run, kept) || !seal.holds(run.getMetadata().getUid(), kept.getData())) {
      String words = "ConfigMap " + kept.getMetadata().getName() + " is not this run's";
      events.warning(
          run,
          "NameTaken",
          words + ": it was neither adopted nor deleted, and the transcript could not be kept.");
      throw new GatewayError(409, "NameTaken", words);
    }
    String stored = kept.getData().get(RunRecord.RESULT_KEY);
    if (NO_RESULT.equals(stored) && complete) {
      client.resource(map).lockResourceVersion(kept.getMetadata().getResourceVersion()).update();
    } else if (complete && !report.equals(stored)) {
      throw new GatewayError(409, "ResultKnown", "the run has another result already");
    }
  }
}
