package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentInput.Limits;
import ai.sympozium.contract.AgentInput.Skill;
import ai.sympozium.contract.AgentInput.Tools;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Reads and writes the input of a run's agent. */
public final class AgentInputJson {
  private static final int DEFAULT_SECONDS = 600;
  private static final String CONVERSATION = "conversation";
  private static final String STREAM_TEXT = "streamText";
  private static final String TOOL_CALL = "toolCall";

  private AgentInputJson() {}

  /** Reads the contents of {@code agent.json}. */
  public static AgentInput read(byte[] utf8) throws IOException {
    var json = JsonTrees.readObject(utf8);
    var skills = new ArrayList<Skill>();
    for (var skill : JsonTrees.array(json, "skills")) {
      skills.add(SkillJson.read(skill));
    }
    var limits = json.path("limits");
    return new AgentInput(
        JsonTrees.requiredText(json, "run"),
        JsonTrees.requiredText(json, "namespace"),
        orEmpty(JsonTrees.text(json, "instance")),
        JsonTrees.requiredText(json, "task"),
        JsonTrees.text(json, "systemPrompt"),
        JsonTrees.text(json, "agentId"),
        JsonTrees.text(json, "sessionKey"),
        ModelJson.read(json.path("model")),
        new Limits(
            JsonTrees.number(limits, "seconds", DEFAULT_SECONDS),
            JsonTrees.number(limits, "turns", Limits.DEFAULT_TURNS),
            JsonTrees.number(limits, "tokens", Limits.NONE),
            JsonTrees.number(limits, "toolOutputChars", Limits.NONE),
            JsonTrees.number(limits, "outputTokens", Limits.NONE)),
        skills,
        ToolsJson.read(json.path("tools")),
        ConversationJson.read(json, CONVERSATION),
        JsonTrees.flag(json, STREAM_TEXT),
        RequestedCall.read(json.path(TOOL_CALL)));
  }

  /** Returns the contents of {@code agent.json}. */
  public static ObjectNode write(AgentInput input) {
    var json = JsonTrees.object();
    json.put("run", input.run())
        .put("namespace", input.namespace())
        .put("instance", input.instance())
        .put("task", input.task());
    JsonTrees.putUnlessEmpty(json, "systemPrompt", input.systemPrompt());
    JsonTrees.putUnlessEmpty(json, "agentId", input.agentId());
    JsonTrees.putUnlessEmpty(json, "sessionKey", input.sessionKey());
    ModelJson.write(input.model(), json.putObject("model"));
    write(input.limits(), json.putObject("limits"));
    var skills = json.putArray("skills");
    input.skills().forEach(skill -> SkillJson.write(skill, skills.addObject()));
    if (!input.tools().equals(Tools.DEFAULT)) {
      ToolsJson.write(input.tools(), json.putObject("tools"));
    }
    ConversationJson.write(input.conversation(), json, CONVERSATION);
    if (input.streamText()) {
      json.put(STREAM_TEXT, true);
    }
    if (input.toolCall() != null) {
      input.toolCall().write(json.putObject(TOOL_CALL));
    }
    return json;
  }

  private static void write(Limits limits, ObjectNode json) {
    json.put("seconds", limits.seconds()).put("turns", limits.turns());
    putUnlessNone(json, "tokens", limits.tokens());
    putUnlessNone(json, "toolOutputChars", limits.toolOutputChars());
    putUnlessNone(json, "outputTokens", limits.outputTokens());
  }

  private static void putUnlessNone(ObjectNode json, String name, long limit) {
    if (limit != Limits.NONE) {
      json.put(name, limit);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
