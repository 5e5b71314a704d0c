package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.ParameterSchema;
import ai.sympozium.contract.SkillTool;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.IpcFiles;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a program of a skill's container, without a shell: a tool that the pack declares. */
public final class NativeTool implements Tool {
  private static final int TIMEOUT = 120;

  /** Linux rejects a longer argument. */
  private static final int MAX_ARGUMENT_BYTES = 128 << 10;

  /** The executor rejects a larger request, which also contains names and escapes. */
  private static final int MAX_ARGUMENTS_BYTES = 512 << 10;

  private final SkillTool tool;
  private final SkillExecutorClient executor;
  private final SecretMasker masker;

  public NativeTool(SkillTool tool, SkillExecutorClient executor, SecretMasker masker) {
    this.tool = tool;
    this.executor = executor;
    this.masker = masker;
  }

  @Override
  public String name() {
    return tool.function();
  }

  @Override
  public String description() {
    return tool.description().strip() + " Runs in the container of skill " + executor.skill() + ".";
  }

  @Override
  public ObjectNode parameters() {
    return tool.parameters();
  }

  @Override
  public String subject(ObjectNode arguments) {
    return executor.skill() + ": " + JsonTrees.write(arguments);
  }

  @Override
  public ToolResult run(ObjectNode arguments) throws ToolException, InterruptedException {
    var problems = new ParameterSchema(tool.parameters()).problems(arguments);
    if (!problems.isEmpty()) {
      throw ToolArguments.invalid(String.join("; ", problems));
    }
    var rest = arguments.deepCopy();
    var request =
        new ExecRequest(IpcFiles.newId(), null, List.of(), argv(rest), null, TIMEOUT, stdin(rest));
    return CommandOutput.of(executor.run(request), executor, masker)
        .describe("the program was stopped after " + TIMEOUT + " s; ask it for less");
  }

  /** Returns program and arguments, and removes those from the rest. */
  private List<String> argv(ObjectNode rest) throws ToolException {
    var argv = new ArrayList<>(tool.exec());
    if (tool.subcommand() != null && !tool.subcommand().isEmpty()) {
      argv.add(tool.subcommand());
    }
    if (!tool.positionalArgs().isEmpty()) {
      // A value that begins with a dash would be an option of the program.
      argv.add("--");
    }
    for (var name : tool.positionalArgs()) {
      var value = rest.remove(name);
      if (value != null) {
        var argument = value.isTextual() ? value.textValue() : JsonTrees.write(value);
        check(name, argument);
        argv.add(argument);
      }
    }
    return argv;
  }

  private static void check(String name, String argument) throws ToolException {
    if (argument.indexOf(0) >= 0) {
      throw ToolArguments.invalid(
          name + ": contains a NUL character, which no program can receive");
    }
    if (argument.getBytes(UTF_8).length >= MAX_ARGUMENT_BYTES) {
      throw ToolArguments.invalid(
          name + ": is longer than the " + MAX_ARGUMENT_BYTES + " bytes of an argument");
    }
  }

  private @Nullable String stdin(ObjectNode rest) throws ToolException {
    if (!tool.stdin()) {
      if (!rest.isEmpty()) {
        throw ToolArguments.invalid(rest.fieldNames().next() + ": is not a parameter");
      }
      return null;
    }
    var input = JsonTrees.write(rest);
    if (input.getBytes(UTF_8).length > MAX_ARGUMENTS_BYTES) {
      throw ToolArguments.invalid(
          "the arguments are longer than "
              + MAX_ARGUMENTS_BYTES
              + " bytes; write the text to a file in /workspace and pass its path");
    }
    return input;
  }
}
