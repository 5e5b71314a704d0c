package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program of a skill that the model can call as a function.
 *
 * @param name name in the pack, which policies use
 * @param function name for the model, unique in the run
 * @param exec program and its first arguments
 * @param stdin whether the parameters that are not positional go to standard input
 * @param positionalArgs parameters that become arguments
 * @param parameters JSON schema of the parameters
 */
public record SkillTool(
    String name,
    String function,
    String description,
    List<String> exec,
    @Nullable String subcommand,
    boolean stdin,
    List<String> positionalArgs,
    ObjectNode parameters) {
  /** Maximum length of a function's name at the providers. */
  public static final int MAX_FUNCTION_LENGTH = 64;

  public SkillTool {
    exec = List.copyOf(exec);
    positionalArgs = List.copyOf(positionalArgs);
  }

  static SkillTool read(JsonNode json) throws IOException {
    var description = JsonTrees.text(json, "description");
    return new SkillTool(
        JsonTrees.requiredText(json, "name"),
        JsonTrees.requiredText(json, "function"),
        description == null ? "" : description,
        JsonTrees.texts(json, "exec"),
        JsonTrees.text(json, "subcommand"),
        JsonTrees.flag(json, "stdin"),
        JsonTrees.texts(json, "positionalArgs"),
        json.path("parameters") instanceof ObjectNode schema ? schema : JsonTrees.object());
  }

  void write(ObjectNode json) {
    json.put("name", name).put("function", function).put("description", description);
    json.set("exec", JsonTrees.array(exec));
    JsonTrees.putUnlessEmpty(json, "subcommand", subcommand);
    json.put("stdin", stdin).set("positionalArgs", JsonTrees.array(positionalArgs));
    json.set("parameters", parameters);
  }
}
