package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;

/** Reads and writes the rules for the tools of an agent's input. */
final class ToolsJson {
  private ToolsJson() {}

  static AgentInput.Tools read(JsonNode json) throws IOException {
    var policies = new ArrayList<AgentInput.ToolPolicy>();
    for (var policy : JsonTrees.array(json, "policies")) {
      policies.add(
          new AgentInput.ToolPolicy(
              JsonTrees.texts(policy, "allow"), JsonTrees.texts(policy, "deny")));
    }
    return new AgentInput.Tools(
        JsonTrees.texts(json, "fetchURLAllow"),
        policies,
        JsonTrees.texts(json, "operator"),
        JsonTrees.texts(json, "channels"));
  }

  static void write(AgentInput.Tools tools, ObjectNode json) {
    json.set("fetchURLAllow", JsonTrees.array(tools.fetchURLAllow()));
    var policies = json.putArray("policies");
    for (var policy : tools.policies()) {
      var entry = policies.addObject();
      entry.set("allow", JsonTrees.array(policy.allow()));
      entry.set("deny", JsonTrees.array(policy.deny()));
    }
    if (!tools.operator().isEmpty()) {
      json.set("operator", JsonTrees.array(tools.operator()));
    }
    if (!tools.channels().isEmpty()) {
      json.set("channels", JsonTrees.array(tools.channels()));
    }
  }
}
