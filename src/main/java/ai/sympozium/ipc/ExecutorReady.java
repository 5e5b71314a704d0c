package ai.sympozium.ipc;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Contents of the file {@code ready}, with which an executor announces that it accepts requests.
 *
 * @param shell {@code bash}, {@code sh}, or null if the image has neither
 * @param missing required programs that are not on the search path
 * @param error one sentence if no command of the skill can work, for example without a token
 */
public record ExecutorReady(
    String executor,
    String skill,
    @Nullable String shell,
    List<String> missing,
    @Nullable String error) {

  public static ExecutorReady read(JsonNode json) throws JsonShapeException {
    return new ExecutorReady(
        JsonTrees.requiredText(json, "executor"),
        JsonTrees.requiredText(json, "skill"),
        JsonTrees.text(json, "shell"),
        JsonTrees.texts(json, "missing"),
        JsonTrees.text(json, "error"));
  }

  public ObjectNode toJson() {
    var json = JsonTrees.object().put("executor", executor).put("skill", skill).put("shell", shell);
    json.set("missing", JsonTrees.array(missing));
    if (error != null) {
      json.put("error", error);
    }
    return json;
  }
}
