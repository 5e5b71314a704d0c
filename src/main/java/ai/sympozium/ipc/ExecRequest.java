package ai.sympozium.ipc;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Request to an executor: either {@code command}, which a shell runs, or {@code argv}, which runs
 * without a shell.
 *
 * @param args positional parameters of {@code command}
 * @param workDir working directory, or null for the executor's default
 * @param timeout timeout in seconds
 * @param stdin text for standard input, or null
 */
public record ExecRequest(
    String id,
    @Nullable String command,
    List<String> args,
    List<String> argv,
    @Nullable String workDir,
    int timeout,
    @Nullable String stdin) {

  /** Timeout in seconds of a request without one. */
  public static final int DEFAULT_TIMEOUT = 30;

  /** Maximum timeout in seconds. */
  public static final int MAX_TIMEOUT = 600;

  /** Returns a request for a shell, without parameters and input. */
  public static ExecRequest shell(
      String id, String command, @Nullable String workDir, int timeout) {
    return new ExecRequest(id, command, List.of(), List.of(), workDir, timeout, null);
  }

  /** Reads a request. Its id is that of the file name; an id in the JSON is ignored. */
  public static ExecRequest read(String id, ObjectNode json) throws JsonShapeException {
    var command = JsonTrees.text(json, "command");
    var argv = JsonTrees.texts(json, "argv");
    if ((command == null || command.isBlank()) && argv.isEmpty()) {
      throw new JsonShapeException("\"command\" or \"argv\" is missing");
    }
    if (command != null && !argv.isEmpty()) {
      throw new JsonShapeException("\"command\" and \"argv\" exclude each other");
    }
    var args = JsonTrees.texts(json, "args");
    if (!argv.isEmpty() && !args.isEmpty()) {
      throw new JsonShapeException(
          "\"args\" is only valid with \"command\"; add the values to \"argv\"");
    }
    var timeout = JsonTrees.number(json, "timeout", DEFAULT_TIMEOUT);
    return new ExecRequest(
        id,
        command,
        args,
        argv,
        JsonTrees.text(json, "workDir"),
        timeout < 1 ? DEFAULT_TIMEOUT : (int) Math.min(timeout, MAX_TIMEOUT),
        JsonTrees.text(json, "stdin"));
  }

  public ObjectNode toJson() {
    var json = JsonTrees.object().put("id", id);
    if (argv.isEmpty()) {
      json.put("command", command).set("args", JsonTrees.array(args));
    } else {
      json.set("argv", JsonTrees.array(argv));
    }
    if (workDir != null) {
      json.put("workDir", workDir);
    }
    json.put("timeout", timeout);
    if (stdin != null) {
      json.put("stdin", stdin);
    }
    return json;
  }

  /** Returns the command as one line for messages. */
  public String commandLine() {
    if (command == null) {
      return String.join(" ", argv);
    }
    return args.isEmpty() ? command : command + " " + String.join(" ", args);
  }
}
