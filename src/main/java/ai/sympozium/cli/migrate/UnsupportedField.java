package ai.sympozium.cli.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * Field of the original that runs here do not have. The API server has the same rules, but it knows
 * only the fields in its schemas.
 *
 * @param kind kind that has the field here
 * @param path path below the spec
 * @param refused whether a manifest with the field cannot be converted; otherwise it is removed
 * @param applies whether the value asks for something: other values are removed without a message
 * @param message reason, and for refused fields the fix
 */
record UnsupportedField(
    String kind, String path, boolean refused, Predicate<JsonNode> applies, String message) {
  private static final String INSTANCE = "SympoziumInstance";
  private static final String RUN = "AgentRun";
  private static final String PACK = "SkillPack";
  private static final String DEFAULT = "agents.default.";

  private static final String RESTRICTED = "every container of a run is restricted";
  private static final String NO_MEMORY = "runs keep no memory";
  private static final String NO_SANDBOX =
      "There is no sandbox container, because every container of a run is restricted already. Set"
          + " enabled to false.";
  private static final String NO_AGENT_SANDBOX =
      "Runs in the API agents.x-k8s.io are not supported, so a run would have no such sandbox. Set"
          + " enabled to false.";
  private static final String NO_HOOKS =
      "Runs have no hooks, so nothing would run before or after the agent. Remove lifecycle, and do"
          + " its work in a skill.";
  private static final String NO_VOLUMES =
      "A run has no volumes of its own. Remove it, and use sidecar.volumes of a SkillPack.";

  /** Refused fields come first: the same field may have no effect with another value. */
  static final List<UnsupportedField> ALL =
      List.of(
          refused(
              INSTANCE,
              "policyRef",
              value -> !value.asText().isEmpty(),
              "The kind SympoziumPolicy does not exist, so no policy would apply. Remove policyRef,"
                  + " and use agents.default.toolPolicy and agents.default.limits."),
          refused(
              INSTANCE,
              "mcpServers",
              value -> !value.isEmpty(),
              "Agents cannot use servers of the Model Context Protocol, so their tools would be"
                  + " missing. Remove mcpServers, and attach a SkillPack with sidecar.tools."),
          refused(INSTANCE, DEFAULT + "lifecycle", value -> true, NO_HOOKS),
          refused(INSTANCE, DEFAULT + "sandbox.enabled", JsonNode::asBoolean, NO_SANDBOX),
          refused(
              INSTANCE, DEFAULT + "agentSandbox.enabled", JsonNode::asBoolean, NO_AGENT_SANDBOX),
          refused(RUN, "lifecycle", value -> true, NO_HOOKS),
          refused(RUN, "sandbox.enabled", JsonNode::asBoolean, NO_SANDBOX),
          refused(RUN, "agentSandbox.enabled", JsonNode::asBoolean, NO_AGENT_SANDBOX),
          refused(
              RUN,
              "mode",
              value -> !value.asText().equals("task"),
              "A run is a task with an end, and there are no servers. Set mode to task, or remove"
                  + " it."),
          refused(
              RUN,
              "model.modelRef",
              value -> !value.asText().isEmpty(),
              "The kind Model does not exist. Set model.model and model.baseURL."),
          refused(RUN, "volumes", value -> !value.isEmpty(), NO_VOLUMES),
          refused(RUN, "volumeMounts", value -> !value.isEmpty(), NO_VOLUMES),
          ignored(INSTANCE, "memory.enabled", NO_MEMORY),
          ignored(INSTANCE, "memory.autoStore", NO_MEMORY),
          ignored(INSTANCE, "memory.maxSizeKB", NO_MEMORY),
          ignored(INSTANCE, DEFAULT + "sandbox", RESTRICTED),
          ignored(INSTANCE, DEFAULT + "agentSandbox", "runs are plain pods"),
          ignored(INSTANCE, DEFAULT + "subagents", "runs create no other runs"),
          ignored(INSTANCE, "observability", "metrics, events and logs need no setting"),
          ignored(INSTANCE, "webEndpoint", "the pack web-endpoint has its settings"),
          ignored(RUN, "sandbox", RESTRICTED),
          ignored(RUN, "agentSandbox", "runs are plain pods"),
          ignored("SympoziumSchedule", "includeMemory", NO_MEMORY),
          ignored(
              PACK,
              "runtimeRequirements",
              "the resources of the container are those of spec.sidecar.resources"),
          ignored(PACK, "sidecar.ports", "a run has no Service"));

  private static UnsupportedField refused(
      String kind, String path, Predicate<JsonNode> applies, String message) {
    return new UnsupportedField(kind, path, true, applies, message);
  }

  private static UnsupportedField ignored(String kind, String path, String reason) {
    return new UnsupportedField(
        kind, path, false, value -> true, "Without effect, because " + reason + ". Removed.");
  }
}
