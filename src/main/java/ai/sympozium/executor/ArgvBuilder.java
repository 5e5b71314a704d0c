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

/** Builds the program and arguments that run a request. */
final class ArgvBuilder {
  private static final int MAX_ARGUMENT_LENGTH = 32 << 10;

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
    // Positional parameters: the shell never parses the arguments as code.
    var script = args.isEmpty() ? command : command + " \"$@\"";
    var argv = new ArrayList<String>();
    argv.add(shell.toString());
    if (script.length() > MAX_ARGUMENT_LENGTH) {
      try {
        argv.add(files.script(script));
      } catch (IOException e) {
        throw new CommandStartException(CANNOT_RUN, "the command cannot be stored: " + e);
      }
    } else {
      argv.add("-c");
      argv.add(script);
      argv.add(shell.toString());
    }
    argv.addAll(args);
    return argv;
  }

  private static List<String> ofProgram(List<String> argv, ExecutablePath programs)
      throws CommandStartException {
    var name = argv.getFirst();
    try {
      var found = name.indexOf('/') >= 0 ? Path.of(name) : programs.find(name);
      if (found != null && Files.exists(found)) {
        var resolved = new ArrayList<>(argv);
        resolved.set(0, found.toString());
        return resolved;
      }
    } catch (InvalidPathException e) {
      // No program can have this name.
    }
    throw new CommandStartException(
        NOT_FOUND, "there is no program " + name + " in this skill's container");
  }
}
