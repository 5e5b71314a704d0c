package ai.sympozium.ipc;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that the agent asks an executor to run: either {@code command}, for a shell, or {@code
 * argv}, without one.
 *
 * @param args positional parameters appended to {@code command}
 * @param workDir directory to run in, or null for the executor's default
 * @param timeout seconds
 * @param stdin what the command reads, or null for nothing
 */
public record ExecRequest(
    String id,
    @Nullable String command,
    List<String> args,
    List<String> argv,
    @Nullable String workDir,
    int timeout,
    @Nullable String stdin) {

  /** Seconds a command may take when the request says nothing. */
  public static final int DEFAULT_TIMEOUT = 30;

  /** Seconds that no command may exceed. */
  public static final int LONGEST_TIMEOUT = 600;

  /** A request for a shell with nothing but the usual. */
  public static ExecRequest shell(
      String id, String command, @Nullable String workDir, int timeout) {
    return new ExecRequest(id, command, List.of(), List.of(), workDir, timeout, null);
  }

  /** Reads a request; the id is that of the file's name, whatever the JSON says. */
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
      throw new JsonShapeException("\"args\" goes with \"command\"; put them into \"argv\"");
    }
    var timeout = JsonTrees.number(json, "timeout", DEFAULT_TIMEOUT);
    return new ExecRequest(
        id,
        command,
        args,
        argv,
        JsonTrees.text(json, "workDir"),
        timeout < 1 ? DEFAULT_TIMEOUT : (int) Math.min(timeout, LONGEST_TIMEOUT),
        JsonTrees.text(json, "stdin"));
  }

  /** The request as JSON. */
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

  /** The command as a person would name it. */
  public String commandLine() {
    if (command == null) {
      return String.join(" ", argv);
    }
    return args.isEmpty() ? command : command + " " + String.join(" ", args);
  }
}
