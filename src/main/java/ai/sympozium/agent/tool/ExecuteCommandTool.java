package ai.sympozium.agent.tool;

import ai.sympozium.base.SecretMasker;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.IpcFiles;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a shell command in the container of a skill. */
public final class ExecuteCommandTool implements Tool {
  public static final String NAME = "execute_command";

  private static final int MAX_TIMEOUT = 120;

  private final List<SkillExecutorClient> executors;
  private final SecretMasker masker;

  /**
   * Creates the tool.
   *
   * @param executors one for each skill with a container; at least one
   * @param masker masks what an executor of an image has not masked
   */
  public ExecuteCommandTool(List<SkillExecutorClient> executors, SecretMasker masker) {
    this.executors = executors;
    this.masker = masker;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Runs a shell command in the container of a skill and returns its output and exit code."
        + " Each command is a new shell: working directory and variables are not kept. It starts in"
        + " /tmp, which only this container sees. Write files for other skills and the file tools"
        + " to /workspace.";
  }

  @Override
  public ObjectNode parameters() {
    var schema =
        new ToolSchema()
            .requiredString("command", "Command line, for example: kubectl get pods -A")
            .string(
                "workdir",
                "Working directory. Default: /tmp of the container. A relative path starts in"
                    + " /workspace.")
            .integer(
                "timeout",
                "Seconds after which the command is stopped.",
                ExecRequest.DEFAULT_TIMEOUT,
                1,
                MAX_TIMEOUT)
            .choice("skill", "Skill whose container and permissions the command uses.", names());
    return (executors.size() > 1 ? schema.require("skill") : schema).build();
  }

  @Override
  public String subject(ObjectNode arguments) {
    var command = arguments.path("command").asText("");
    return executors.size() > 1 ? arguments.path("skill").asText("?") + ": " + command : command;
  }

  @Override
  public ToolResult run(ObjectNode json) throws ToolException, InterruptedException {
    var arguments = new ToolArguments(json);
    var command = arguments.required("command");
    if (command.isBlank()) {
      throw ToolArguments.invalid("\"command\" is empty");
    }
    var timeout = (int) arguments.number("timeout", ExecRequest.DEFAULT_TIMEOUT, 1, MAX_TIMEOUT);
    var executor = executor(arguments.text("skill"));
    var request = ExecRequest.shell(IpcFiles.newId(), command, arguments.text("workdir"), timeout);
    var result = executor.run(request);
    return CommandOutput.of(result, executor, masker)
        .describe(
            "the command was stopped after "
                + request.timeout()
                + " s; use a longer timeout, up to "
                + MAX_TIMEOUT
                + ", or a smaller command");
  }

  private SkillExecutorClient executor(@Nullable String skill) throws ToolException {
    if (skill == null || skill.isEmpty()) {
      if (executors.size() == 1) {
        return executors.getFirst();
      }
      throw ToolArguments.invalid(
          "\"skill\" is missing; this run has " + String.join(", ", names()));
    }
    for (var executor : executors) {
      if (executor.skill().equals(skill)) {
        return executor;
      }
    }
    throw ToolArguments.invalid(
        "there is no skill "
            + skill
            + " with a container; this run has "
            + String.join(", ", names()));
  }

  private List<String> names() {
    var names = new ArrayList<String>();
    executors.forEach(executor -> names.add(executor.skill()));
    return names;
  }
}
