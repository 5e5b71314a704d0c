package ai.sympozium.endpoint.cluster;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointProcess;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.NewRun;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Creates and deletes AgentRuns at the API server, which allows nothing else to the endpoint. */
final class RunApi {
  private static final String API = SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION;

  private final KubernetesClient client;
  private final Instance instance;
  private final @Nullable EndpointProcess process;

  /**
   * Creates an API.
   *
   * @param process this process, or null if its pod is not known
   */
  RunApi(KubernetesClient client, Instance instance, @Nullable EndpointProcess process) {
    this.client = client;
    this.instance = instance;
    this.process = process;
  }

  /** Creates a run and returns its UID. */
  String create(NewRun run) throws IOException {
    var created = client.raw(path(), "POST", JsonTrees.write(manifest(run)));
    return created == null ? "" : JsonTrees.read(created).path("metadata").path("uid").asText("");
  }

  /** Deletes a run, if it has the UID. */
  void delete(String id, @Nullable String uid) {
    var options = JsonTrees.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (uid != null && !uid.isEmpty()) {
      options.putObject("preconditions").put("uid", uid);
    }
    client.raw(path() + "/" + instance.runName(id), "DELETE", JsonTrees.write(options));
  }

  ObjectNode manifest(NewRun run) {
    var manifest = JsonTrees.object().put("apiVersion", API).put("kind", "AgentRun");
    metadata(run, manifest.putObject("metadata"));
    var spec = manifest.putObject("spec").put("instanceRef", instance.name());
    spec.put("task", run.conversation().task());
    if (!run.conversation().earlier().isEmpty()) {
      var conversation = spec.putArray("conversation");
      for (ChatMessage message : run.conversation().earlier()) {
        conversation.addObject().put("role", message.role().value()).put("content", message.text());
      }
    }
    if (run.maxOutputTokens() != null) {
      spec.putObject("limits").put("outputTokens", run.maxOutputTokens());
    }
    var call = run.toolCall();
    if (call != null) {
      spec.putObject("toolCall").put("tool", call.path()).set("arguments", call.arguments());
    }
    return manifest;
  }

  private void metadata(NewRun run, ObjectNode metadata) {
    metadata.put("name", instance.runName(run.id())).put("namespace", instance.namespace());
    metadata
        .putObject("labels")
        .put(SympoziumLabels.LABEL_SOURCE, SympoziumLabels.SOURCE_ENDPOINT)
        .put(SympoziumLabels.LABEL_INSTANCE, instance.name());
    var annotations =
        metadata.putObject("annotations").put(SympoziumLabels.ANNOTATION_REQUEST, run.request());
    if (!run.context().isEmpty()) {
      annotations.put(SympoziumLabels.ANNOTATION_REQUEST_CONTEXT, run.context());
    }
    if (process != null && run.endsWithReplica()) {
      annotations.put(SympoziumLabels.ANNOTATION_ENDPOINT_PROCESS, process.value());
    }
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", API)
        .put("kind", "SympoziumInstance")
        .put("name", instance.name())
        .put("uid", instance.uid())
        .put("controller", true);
  }

  private String path() {
    return "/apis/" + API + "/namespaces/" + instance.namespace() + "/agentruns";
  }
}
