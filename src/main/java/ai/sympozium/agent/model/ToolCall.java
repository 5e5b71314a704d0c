package ai.sympozium.agent.model;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;

/**
 * Call of a tool by the model.
 *
 * @param arguments text from the model; normally a JSON object, but not checked
 * @param members other members of the call, for example a signature. Models want them back.
 */
public record ToolCall(String id, String tool, String arguments, ObjectNode members) {
  private static final String ID_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** Mistral's servers accept only ids of this length. */
  private static final int ID_LENGTH = 9;

  public ToolCall(String id, String tool, String arguments) {
    this(id, tool, arguments, JsonTrees.object());
  }

  /** Returns an id for a call without one. */
  public static String newId() {
    var id = new StringBuilder();
    new SecureRandom()
        .ints(ID_LENGTH, 0, ID_CHARACTERS.length())
        .forEach(i -> id.append(ID_CHARACTERS.charAt(i)));
    return id.toString();
  }

  /** Returns the call of another tool. */
  public ToolCall withTool(String name) {
    return new ToolCall(id, name, arguments, members);
  }

  /** Returns the call with other arguments. */
  public ToolCall withArguments(String text) {
    return new ToolCall(id, tool, text, members);
  }

  ObjectNode toJson() {
    var json = JsonTrees.object().put("id", id).put("type", "function");
    json.putObject("function").put("name", tool).put("arguments", arguments);
    json.setAll(members.deepCopy());
    return json;
  }
}
