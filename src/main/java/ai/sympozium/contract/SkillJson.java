package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentInput.Document;
import ai.sympozium.contract.AgentInput.Skill;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Reads and writes the skills of an agent's input. */
final class SkillJson {
  private SkillJson() {}

  static Skill read(JsonNode json) throws IOException {
    var documents = new ArrayList<Document>();
    for (var document : JsonTrees.array(json, "documents")) {
      var requires = document.path("requires");
      documents.add(
          new Document(
              JsonTrees.requiredText(document, "name"),
              orEmpty(JsonTrees.text(document, "description")),
              JsonTrees.requiredText(document, "path"),
              JsonTrees.texts(requires, "bins"),
              JsonTrees.texts(requires, "tools")));
    }
    var tools = new ArrayList<SkillTool>();
    for (var tool : JsonTrees.array(json, "tools")) {
      tools.add(SkillTool.read(tool));
    }
    return new Skill(
        JsonTrees.requiredText(json, "name"),
        JsonTrees.flag(json, "executor"),
        JsonTrees.flag(json, "ownLoop"),
        JsonTrees.texts(json, "permissions"),
        documents,
        tools);
  }

  static void write(Skill skill, ObjectNode json) {
    json.put("name", skill.name()).put("executor", skill.executor());
    if (skill.ownLoop()) {
      json.put("ownLoop", true);
    }
    json.set("permissions", JsonTrees.array(skill.permissions()));
    var documents = json.putArray("documents");
    skill.documents().forEach(document -> write(document, documents.addObject()));
    if (!skill.tools().isEmpty()) {
      var tools = json.putArray("tools");
      skill.tools().forEach(tool -> tool.write(tools.addObject()));
    }
  }

  private static void write(Document document, ObjectNode json) {
    json.put("name", document.name());
    JsonTrees.putUnlessEmpty(json, "description", document.description());
    var requires = json.put("path", document.path()).putObject("requires");
    requires.set("bins", JsonTrees.array(document.bins()));
    requires.set("tools", JsonTrees.array(document.tools()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
