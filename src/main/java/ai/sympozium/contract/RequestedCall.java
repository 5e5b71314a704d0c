package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Call of a skill's tool that a run performs without a model.
 *
 * @param tool name of the tool in its pack
 */
public record RequestedCall(String skill, String tool, ObjectNode arguments) {
  /** Largest arguments, in bytes of JSON. */
  public static final int MAX_ARGUMENTS_BYTES = 64 * 1024;

  private static final String SKILL = "skill";
  private static final String TOOL = "tool";
  private static final String ARGUMENTS = "arguments";

  /** Returns the name of the tool as policies and users write it. */
  public String path() {
    return path(skill, tool);
  }

  /** Returns the name of a tool as policies and users write it. */
  public static String path(String skill, String tool) {
    return skill + "/" + tool;
  }

  static @Nullable RequestedCall read(JsonNode json) throws IOException {
    if (!json.isObject()) {
      return null;
    }
    return new RequestedCall(
        JsonTrees.requiredText(json, SKILL),
        JsonTrees.requiredText(json, TOOL),
        json.path(ARGUMENTS) instanceof ObjectNode given ? given : JsonTrees.object());
  }

  void write(ObjectNode json) {
    json.put(SKILL, skill).put(TOOL, tool).set(ARGUMENTS, arguments);
  }
}
