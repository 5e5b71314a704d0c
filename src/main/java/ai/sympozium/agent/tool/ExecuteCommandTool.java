package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.IpcFiles;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a shell command in the container of a skill. */
public final class ExecuteCommandTool implements Tool {
  private static final int LONGEST_TIMEOUT = 120;

  // An executor of ours stays below; others may not.
  private static final int HEAD = 16 << 10;
  private static final int TAIL = 32 << 10;

  private final List<SkillExecutorClient> executors;

  /** The tool for the skills of a run that have a container, at least one. */
  public ExecuteCommandTool(List<SkillExecutorClient> executors) {
    this.executors = executors;
  }

  @Override
  public String name() {
    return "execute_command";
  }

  @Override
  public String description() {
    return "Runs a shell command in the container of a skill and gives its output and exit code."
        + " Every command is a new shell: its directory and its variables do not stay.";
  }

  @Override
  public ObjectNode parameters() {
    var schema = JsonTrees.object().put("type", "object");
    var properties = schema.putObject("properties");
    properties
        .putObject("command")
        .put("type", "string")
        .put("description", "The command line, for example: kubectl get pods -A");
    properties
        .putObject("workdir")
        .put("type", "string")
        .put("description", "Directory to run in; /workspace by default.");
    properties
        .putObject("timeout")
        .put("type", "integer")
        .put("minimum", 1)
        .put("maximum", LONGEST_TIMEOUT)
        .put("default", ExecRequest.DEFAULT_TIMEOUT)
        .put("description", "Seconds after which the command is ended.");
    properties
        .putObject("skill")
        .put("type", "string")
        .put("description", "The skill in whose container and with whose rights it runs.")
        .set("enum", JsonTrees.array(names()));
    var required = executors.size() > 1 ? List.of("command", "skill") : List.of("command");
    schema.set("required", JsonTrees.array(required));
    schema.put("additionalProperties", false);
    return schema;
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
      throw ToolArguments.bad("\"command\" is empty");
    }
    var timeout =
        (int) arguments.number("timeout", ExecRequest.DEFAULT_TIMEOUT, 1, LONGEST_TIMEOUT);
    var executor = executor(arguments.text("skill"));
    var request = ExecRequest.shell(IpcFiles.newId(), command, arguments.text("workdir"), timeout);
    var result = executor.run(request);
    return describe(result, request, executor);
  }

  private SkillExecutorClient executor(@Nullable String skill) throws ToolException {
    if (skill == null || skill.isEmpty()) {
      if (executors.size() == 1) {
        return executors.getFirst();
      }
      throw ToolArguments.bad("\"skill\" is missing; this run has " + String.join(", ", names()));
    }
    for (var executor : executors) {
      if (executor.skill().equals(skill)) {
        return executor;
      }
    }
    throw ToolArguments.bad(
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

  private static ToolResult describe(
      ExecResult result, ExecRequest request, SkillExecutorClient executor) {
    var stdout = TruncatedText.of(result.stdout(), HEAD, TAIL);
    var stderr = TruncatedText.of(result.stderr(), HEAD, TAIL);
    var text = new StringBuilder();
    line(text, stdout.text());
    if (!stderr.text().isBlank()) {
      line(text, "STDERR:");
      line(text, stderr.text());
    }
    if (result.error() != null) {
      line(text, "[error: " + result.error() + "]");
    }
    if (result.timedOut()) {
      line(
          text,
          "[timed out: the command was ended after "
              + request.timeout()
              + " s; give a longer timeout, up to "
              + LONGEST_TIMEOUT
              + ", or do less at once]");
    }
    note(text, "standard output", result.stdoutBytes(), result.stdoutFile());
    note(text, "standard error", result.stderrBytes(), result.stderrFile());
    line(text, "[exit code " + result.exitCode() + meaning(result, executor) + "]");
    var truncated = result.truncated() || stdout.truncated() || stderr.truncated();
    return new ToolResult(
        text.toString().stripTrailing(),
        result.exitCode(),
        truncated,
        result.error() == null ? null : "CommandNotRun");
  }

  private static String meaning(ExecResult result, SkillExecutorClient executor) {
    if (result.exitCode() == 137 && result.signal() == null && result.error() == null) {
      return ": ended by KILL, usually for lack of memory";
    }
    var ready = executor.ready();
    if (result.exitCode() == ExecResult.NOT_FOUND && ready != null && !ready.missing().isEmpty()) {
      return ": this skill's image lacks " + String.join(", ", ready.missing());
    }
    return "";
  }

  private static void note(StringBuilder text, String what, long bytes, @Nullable String file) {
    if (file != null) {
      line(
          text,
          "[" + what + " is " + bytes + " bytes; all of it is in " + file + "; use read_file]");
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line);
    if (!line.isEmpty() && !line.endsWith("\n")) {
      text.append('\n');
    }
  }
}
