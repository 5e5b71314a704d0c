package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of one command in the container's own scratch, gone with it. */
record CommandFiles(Path directory, OutputFile stdout, OutputFile stderr) implements AutoCloseable {
  private static final String INPUT = "in";
  private static final String SCRIPT = "script";

  static CommandFiles in(Path scratch, String name) throws CommandStartException {
    try {
      var directory = Files.createDirectories(scratch.resolve(".sympozium")).resolve(name);
      Files.createDirectory(directory);
      var stdout = new OutputFile(directory.resolve("out"));
      return new CommandFiles(directory, stdout, new OutputFile(directory.resolve("err")));
    } catch (IOException e) {
      throw new CommandStartException(
          CANNOT_RUN, "there is no place for the command's output: " + e);
    }
  }

  /** What a command reads: the text, or nothing. */
  ProcessBuilder.Redirect input(@Nullable String text) throws IOException {
    if (text == null) {
      return ProcessBuilder.Redirect.from(new File("/dev/null"));
    }
    return ProcessBuilder.Redirect.from(Files.writeString(directory.resolve(INPUT), text).toFile());
  }

  /** Puts a command into a file, as the kernel takes no argument longer than 128 KiB. */
  String script(String text) throws IOException {
    return Files.writeString(directory.resolve(SCRIPT), text).toString();
  }

  /** The name of a stream that has taken more than allowed, or null. */
  @Nullable String larger(long limit) throws IOException {
    if (stdout.size() > limit) {
      return "its standard output";
    }
    return stderr.size() > limit ? "its standard error" : null;
  }

  void emptyIfLarger(long limit) throws IOException {
    for (var file : List.of(stdout, stderr)) {
      if (file.size() > limit) {
        file.empty();
      }
    }
  }

  @Override
  public void close() throws IOException {
    stdout.close();
    stderr.close();
    Files.deleteIfExists(directory.resolve(INPUT));
    Files.deleteIfExists(directory.resolve(SCRIPT));
    Files.deleteIfExists(directory);
  }
}
