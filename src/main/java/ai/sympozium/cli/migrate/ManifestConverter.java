package ai.sympozium.cli.migrate;

import ai.sympozium.api.ChannelSpec;
import ai.sympozium.api.SympoziumLabels;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Converts manifests of the original, and collects what is lost and what cannot be converted. */
final class ManifestConverter {
  /** Name of the kind SympoziumInstance in newer versions of the original. */
  private static final String AGENT = "Agent";

  private static final Set<String> KINDS =
      Set.of("SympoziumInstance", "AgentRun", "SkillPack", "SympoziumSchedule", "ChannelMessage");
  private static final List<String> SERVER_METADATA =
      List.of(
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "finalizers",
          "generation",
          "managedFields",
          "ownerReferences",
          "resourceVersion",
          "selfLink",
          "uid");
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final List<JsonNode> converted = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  List<JsonNode> converted() {
    return converted;
  }

  /** Returns one sentence for each field that was removed. */
  List<String> warnings() {
    return warnings;
  }

  /** Returns one sentence for each kind and field that cannot be converted. */
  List<String> errors() {
    return errors;
  }

  /** Converts an object, or the objects of a list as {@code kubectl get -o yaml} prints it. */
  void add(JsonNode manifest) {
    if (manifest.path("kind").asText().equals("List")) {
      manifest.path("items").forEach(this::add);
    } else if (manifest instanceof ObjectNode object
        && object.path("apiVersion").asText().startsWith(SympoziumLabels.GROUP + "/")) {
      convert(object.deepCopy());
    } else {
      converted.add(manifest);
    }
  }

  private void convert(ObjectNode object) {
    String kind = object.path("kind").asText();
    String subject = kind + "/" + object.at("/metadata/name").asText();
    if (kind.equals(AGENT)) {
      kind = "SympoziumInstance";
      object.put("kind", kind);
    }
    if (!KINDS.contains(kind)) {
      errors.add(subject + ": The kind " + kind + " does not exist here. Remove the object.");
      return;
    }
    if (kind.equals("AgentRun") && !object.at("/status/phase").asText().isEmpty()) {
      warnings.add(subject + ": The run has a status, and would be repeated. Removed.");
      return;
    }
    removeWritesOfServer(object);
    if (object.get("spec") instanceof ObjectNode spec) {
      convertSpec(kind, subject + ": spec.", spec);
    }
    converted.add(object);
  }

  private static void removeWritesOfServer(ObjectNode object) {
    object.remove("status");
    if (object.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(SERVER_METADATA);
      if (metadata.get("annotations") instanceof ObjectNode annotations) {
        annotations.remove(LAST_APPLIED);
        removeIfEmpty(metadata, "annotations");
      }
    }
  }

  private void convertSpec(String kind, String subject, ObjectNode spec) {
    if (kind.equals("AgentRun") || kind.equals("SympoziumSchedule")) {
      renameReference(subject, spec);
    }
    if (kind.equals("AgentRun") && spec.path("task").isObject()) {
      errors.add(subject + "task: A task is a text. Write what the agent should do.");
    }
    int position = 0;
    for (JsonNode channel : spec.path("channels")) {
      if (!channel.path("type").asText().equals(ChannelSpec.WEBHOOK)) {
        errors.add(
            subject
                + "channels["
                + position
                + "].type: There is no channel of this type, so its messages would not be"
                + " delivered. Use webhook.");
      }
      position++;
    }
    if (spec.at("/sidecar/hostAccess/enabled").asBoolean()) {
      errors.add(
          subject
              + "sidecar.hostAccess.enabled: A run is a restricted pod without access to its node."
              + " Set enabled to false.");
    }
    UnsupportedField.ALL.stream()
        .filter(field -> field.kind().equals(kind))
        .forEach(field -> remove(subject, spec, field));
  }

  /** Renames agentRef, the name of instanceRef in newer versions of the original. */
  private void renameReference(String subject, ObjectNode spec) {
    JsonNode agent = spec.remove("agentRef");
    if (agent == null) {
      return;
    }
    JsonNode instance = spec.path("instanceRef");
    if (instance.isMissingNode()) {
      spec.set("instanceRef", agent);
    } else if (!instance.equals(agent)) {
      errors.add(
          subject + "agentRef: It differs from instanceRef, which means the same. Remove one.");
    }
  }

  private void remove(String subject, ObjectNode spec, UnsupportedField field) {
    int end = field.path().lastIndexOf('.');
    String pointer = end < 0 ? "" : "/" + field.path().substring(0, end).replace('.', '/');
    if (!(spec.at(pointer) instanceof ObjectNode parent)) {
      return;
    }
    JsonNode value = parent.remove(field.path().substring(end + 1));
    if (value != null && field.applies().test(value)) {
      (field.refused() ? errors : warnings).add(subject + field.path() + ": " + field.message());
    }
    if (pointer.equals("/memory")) {
      removeIfEmpty(spec, "memory");
    }
  }

  private static void removeIfEmpty(ObjectNode parent, String name) {
    if (parent.path(name).isEmpty()) {
      parent.remove(name);
    }
  }
}
