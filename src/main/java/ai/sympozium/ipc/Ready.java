package ai.sympozium.ipc;

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
public record Ready(
    String executor,
    String skill,
    @Nullable String shell,
    List<String> missing,
    @Nullable String error) {

  /** Reads it. */
  public static Ready read(JsonNode json) throws UnexpectedJsonException {
    return new Ready(
        Json.requiredText(json, "executor"),
        Json.requiredText(json, "skill"),
        Json.text(json, "shell"),
        Json.texts(json, "missing"),
        Json.text(json, "error"));
  }

  /** The same as JSON. */
  public ObjectNode toJson() {
    var json = Json.object().put("executor", executor).put("skill", skill).put("shell", shell);
    json.set("missing", Json.array(missing));
    if (error != null) {
      json.put("error", error);
    }
    return json;
  }
}
