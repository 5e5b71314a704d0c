package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.LimitedJson;
import ai.sympozium.api.SidecarTool;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.BuiltInTools;
import ai.sympozium.contract.ParameterSchema;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the tools of a pack: names, programs, schemas and the way parameters take. */
final class ToolCheck {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private ToolCheck() {}

  /** Returns the tools of a pack if all of them are valid. */
  static List<SidecarTool> checked(List<SidecarTool> tools, String fieldPath) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tools.size(); i++) {
      check(tools.get(i), names, fieldPath + ".tools[" + i + "]");
    }
    return tools;
  }

  /** Returns whether all tools of a pack are valid. A run refuses a pack with one that is not. */
  static boolean areValid(List<SidecarTool> tools) {
    try {
      checked(tools, "");
      return true;
    } catch (PlanRefusedException e) {
      return false;
    }
  }

  private static void check(SidecarTool tool, Set<String> names, String toolPath) {
    checkName(tool.name(), names, toolPath);
    checkExec(tool, toolPath);
    checkParameters(tool, toolPath);
  }

  /** Returns the schema of a tool's parameters. A tool without one takes none. */
  static ObjectNode parameters(SidecarTool tool) {
    if (tool.parameters() instanceof ObjectNode schema) {
      return schema;
    }
    ObjectNode none = JsonTrees.object().put("type", "object");
    none.putObject("properties");
    return none.put("additionalProperties", false);
  }

  private static void checkName(String name, Set<String> names, String toolPath) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "%s.name: \"%s\" is not a name of a function. Use at most 64 lower-case letters, digits"
              + " and underscores, for example scale_deployment.",
          toolPath, name);
    }
    if (BuiltInTools.NAMES.contains(name)) {
      throw invalid(
          "%s.name: %s is a tool of every agent. Use another name, for example skill_%s.",
          toolPath, name, name);
    }
    if (!names.add(name)) {
      throw invalid("%s.name: \"%s\" is used twice. Rename one of the tools.", toolPath, name);
    }
  }

  private static void checkExec(SidecarTool tool, String toolPath) {
    if (tool.exec().isEmpty() || tool.exec().getFirst().isBlank()) {
      throw invalid(
          "%s.exec: names no program. Use a program and its first arguments, for example"
              + " [kubectl, scale].",
          toolPath);
    }
    String subcommand = tool.subcommand() == null ? "" : tool.subcommand();
    if (subcommand.indexOf(0) >= 0 || tool.exec().stream().anyMatch(a -> a.indexOf(0) >= 0)) {
      throw invalid(
          "%s.exec: an argument contains a NUL character, which no program can receive. Remove it.",
          toolPath);
    }
  }

  private static void checkParameters(SidecarTool tool, String toolPath) {
    if (LimitedJson.isTooLarge(tool.parameters())) {
      throw invalid(
          "%s.parameters: is larger than %s. Shorten it.", toolPath, LimitedJson.PARAMETERS_LIMIT);
    }
    JsonNode schema = tool.parameters() == null ? parameters(tool) : tool.parameters();
    String problem = new ParameterSchema(schema).problem();
    if (problem != null) {
      throw invalid("%s.parameters%s", toolPath, problem);
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    Set<String> positional = new HashSet<>();
    for (int i = 0; i < tool.positionalArgs().size(); i++) {
      String name = tool.positionalArgs().get(i);
      // An absent value would move the values after it.
      if (!schema.path("properties").has(name) || !required.contains(name)) {
        throw invalid(
            "%s.positionalArgs[%d]: \"%s\" is not a required property of parameters. Add it to"
                + " parameters.properties and parameters.required.",
            toolPath, i, name);
      }
      if (!positional.add(name)) {
        throw invalid(
            "%s.positionalArgs[%d]: \"%s\" is used twice. Remove one.", toolPath, i, name);
      }
    }
    if (!SidecarTool.STDIN.equals(tool.inputMode())) {
      for (var property : schema.path("properties").properties()) {
        if (!positional.contains(property.getKey())) {
          throw invalid(
              "%s.parameters.properties: the program would never receive \"%s\". Add it to"
                  + " positionalArgs, or set inputMode to stdin.",
              toolPath, property.getKey());
        }
      }
    }
  }

  private static PlanRefusedException invalid(String format, Object... args) {
    return new PlanRefusedException(Reason.SKILL_PACK_INVALID, format, args);
  }
}
