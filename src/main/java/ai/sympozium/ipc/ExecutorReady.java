package ai.sympozium.ipc;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an executor says of itself once it takes commands.
 *
 * @param shell {@code bash}, {@code sh} or null when the image has none
 * @param missing required programs that are not on the path
 * @param error one sentence when no command of this skill can work, for example for lack of a token
 */
public record ExecutorReady(
    String executor,
    String skill,
    @Nullable String shell,
    List<String> missing,
    @Nullable String error) {

  /** Reads it. */
  public static ExecutorReady read(JsonNode json) throws JsonShapeException {
    return new ExecutorReady(
        JsonTrees.requiredText(json, "executor"),
        JsonTrees.requiredText(json, "skill"),
        JsonTrees.text(json, "shell"),
        JsonTrees.texts(json, "missing"),
        JsonTrees.text(json, "error"));
  }

  /** The same as JSON. */
  public ObjectNode toJson() {
    var json = JsonTrees.object().put("executor", executor).put("skill", skill).put("shell", shell);
    json.set("missing", JsonTrees.array(missing));
    if (error != null) {
      json.put("error", error);
    }
    return json;
  }
}
