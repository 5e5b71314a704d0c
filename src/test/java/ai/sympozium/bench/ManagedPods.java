package ai.sympozium.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Pods of runs as an API server returns them: with the status of a kubelet, and with managed fields
 * of the operator and the kubelet that list each of their fields.
 */
final class ManagedPods {
  private static final Path POD = Path.of("src/test/resources/golden/run-pod/two-skills/pod.yaml");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ManagedPods() {}

  /** Returns the JSON of a pod. */
  static ObjectNode pod(int number) throws IOException {
    ObjectNode pod = Serialization.unmarshal(Files.readString(POD), ObjectNode.class);
    ObjectNode metadata = (ObjectNode) pod.path("metadata");
    metadata.put("name", "run-" + number).put("resourceVersion", Integer.toString(number));
    pod.set("status", status(pod.path("spec")));
    ArrayNode managed = NODES.arrayNode();
    managed.add(entry("sympozium-operator", "", Map.of("spec", pod.path("spec"))));
    managed.add(entry("kubelet", "status", Map.of("status", pod.path("status"))));
    metadata.set("managedFields", managed);
    return pod;
  }

  /** Returns the JSON of a list. */
  static String list(int pods) throws IOException {
    ObjectNode list = NODES.objectNode();
    list.put("kind", "PodList").put("apiVersion", "v1");
    list.putObject("metadata").put("resourceVersion", "1");
    ArrayNode items = list.putArray("items");
    for (int i = 0; i < pods; i++) {
      items.add(pod(i));
    }
    return list.toString();
  }

  private static ObjectNode status(JsonNode spec) {
    ObjectNode status = NODES.objectNode();
    status.put("phase", "Running").put("podIP", "10.0.0.1").put("hostIP", "10.0.0.2");
    ArrayNode conditions = status.putArray("conditions");
    for (String type :
        new String[] {
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"
        }) {
      conditions
          .addObject()
          .put("type", type)
          .put("status", "True")
          .put("lastTransitionTime", "2026-01-01T00:00:00Z");
    }
    status.set("initContainerStatuses", statuses(spec.path("initContainers")));
    status.set("containerStatuses", statuses(spec.path("containers")));
    return status;
  }

  private static ArrayNode statuses(JsonNode containers) {
    ArrayNode statuses = NODES.arrayNode();
    for (JsonNode container : containers) {
      ObjectNode status = statuses.addObject();
      status.put("name", container.path("name").asText());
      status.put("image", container.path("image").asText());
      status.put("imageID", "sha256:" + "0".repeat(64));
      status.put("containerID", "containerd://" + "0".repeat(64));
      status.put("ready", true).put("started", true).put("restartCount", 0);
      status.putObject("state").putObject("running").put("startedAt", "2026-01-01T00:00:00Z");
      ArrayNode mounts = status.putArray("volumeMounts");
      for (JsonNode mount : container.path("volumeMounts")) {
        mounts
            .addObject()
            .put("name", mount.path("name").asText())
            .put("mountPath", mount.path("mountPath").asText());
      }
    }
    return statuses;
  }

  private static ObjectNode entry(
      String manager, String subresource, Map<String, JsonNode> values) {
    ObjectNode entry = NODES.objectNode();
    entry.put("manager", manager).put("operation", "Update").put("apiVersion", "v1");
    entry.put("time", "2026-01-01T00:00:00Z").put("fieldsType", "FieldsV1");
    ObjectNode fields = entry.putObject("fieldsV1");
    values.forEach((name, value) -> fields.set("f:" + name, fields(value)));
    if (!subresource.isEmpty()) {
      entry.put("subresource", subresource);
    }
    return entry;
  }

  /** Lists the fields of a value as the API server does. */
  private static ObjectNode fields(JsonNode value) {
    ObjectNode fields = NODES.objectNode();
    value
        .properties()
        .forEach(field -> {
          if (field.getValue().isArray()) {
            fields.set("f:" + field.getKey(), items(field.getValue()));
          } else {
            fields.set("f:" + field.getKey(), fields(field.getValue()));
          }
        });
    return fields;
  }

  private static ObjectNode items(JsonNode list) {
    ObjectNode items = NODES.objectNode();
    for (JsonNode item : list) {
      String key = item.has("mountPath") ? "mountPath" : item.has("type") ? "type" : "name";
      if (item.has(key)) {
        ObjectNode id = NODES.objectNode().put(key, item.path(key).asText());
        ObjectNode fields = fields(item);
        fields.putObject(".");
        items.set("k:" + id, fields);
      }
    }
    return items;
  }
}
