package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.TreeMap;

/** Reads and writes the model of an agent's input. */
final class ModelJson {
  private ModelJson() {}

  static AgentInput.Model read(JsonNode json) throws IOException {
    var name = JsonTrees.text(json, "model");
    var headers = new HashMap<String, String>();
    for (var header : json.path("headers").properties()) {
      headers.put(header.getKey(), header.getValue().asText());
    }
    return new AgentInput.Model(
        JsonTrees.requiredText(json, "provider"),
        name == null ? "" : name,
        JsonTrees.text(json, "baseURL"),
        JsonTrees.text(json, "thinking"),
        headers);
  }

  static void write(AgentInput.Model model, ObjectNode json) {
    json.put("provider", model.provider()).put("model", model.model());
    JsonTrees.putUnlessEmpty(json, "baseURL", model.baseURL());
    JsonTrees.putUnlessEmpty(json, "thinking", model.thinking());
    if (!model.headers().isEmpty()) {
      var headers = json.putObject("headers");
      new TreeMap<>(model.headers()).forEach(headers::put);
    }
  }
}
