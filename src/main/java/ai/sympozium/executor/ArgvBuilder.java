package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;
import static ai.sympozium.ipc.ExecResult.NOT_FOUND;

import ai.sympozium.ipc.ExecRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is started for a request. */
final class ArgvBuilder {
  private static final int LONGEST_ARGUMENT = 32 << 10;

  private ArgvBuilder() {}

  static List<String> of(ExecRequest request, ExecutablePath programs, CommandFiles files)
      throws CommandStartException {
    var command = request.command();
    return command == null
        ? ofProgram(request.argv(), programs)
        : ofShell(command, request.args(), programs, files);
  }

  private static List<String> ofShell(
      String command, List<String> args, ExecutablePath programs, CommandFiles files)
      throws CommandStartException {
    var shell = programs.shell();
    if (shell == null) {
      throw new CommandStartException(NOT_FOUND, "there is no shell in this skill's container");
    }
    // As positional parameters the shell never reads the arguments as code.
    var script = args.isEmpty() ? command : command + " \"$@\"";
    var line = new ArrayList<String>();
    line.add(shell.toString());
    if (script.length() > LONGEST_ARGUMENT) {
      try {
        line.add(files.script(script));
      } catch (IOException e) {
        throw new CommandStartException(CANNOT_RUN, "there is no place for the command: " + e);
      }
    } else {
      line.add("-c");
      line.add(script);
      line.add(shell.toString());
    }
    line.addAll(args);
    return line;
  }

  private static List<String> ofProgram(List<String> argv, ExecutablePath programs)
      throws CommandStartException {
    var name = argv.getFirst();
    try {
      var found = name.indexOf('/') >= 0 ? Path.of(name) : programs.find(name);
      if (found != null && Files.exists(found)) {
        var line = new ArrayList<>(argv);
        line.set(0, found.toString());
        return line;
      }
    } catch (InvalidPathException e) {
      // No such program can exist.
    }
    throw new CommandStartException(
        NOT_FOUND, "there is no program " + name + " in this skill's container");
  }
}
