package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;

import ai.sympozium.base.SecretMasker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of one command in the container's scratch directory. Deleted with the command. */
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
      throw new CommandStartException(CANNOT_RUN, "the command's output cannot be stored: " + e);
    }
  }

  /** Returns the standard input of a command: the text, or nothing. */
  ProcessBuilder.Redirect input(@Nullable String text) throws IOException {
    if (text == null) {
      return ProcessBuilder.Redirect.from(new File("/dev/null"));
    }
    return ProcessBuilder.Redirect.from(Files.writeString(directory.resolve(INPUT), text).toFile());
  }

  /** Writes a command to a file, because the kernel limits an argument to 128 KiB. */
  String script(String text) throws IOException {
    return Files.writeString(directory.resolve(SCRIPT), text).toString();
  }

  long size() throws IOException {
    return stdout.size() + stderr.size();
  }

  /** Returns the size of the files of another command, which may have closed them by now. */
  long sizeOrZero() {
    try {
      return size();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the name of a stream that exceeds the limit, or null. */
  @Nullable String streamAbove(long limit) throws IOException {
    if (stdout.size() > limit) {
      return "its standard output";
    }
    return stderr.size() > limit ? "its standard error" : null;
  }

  void mask(SecretMasker masker) throws IOException {
    stdout.mask(masker);
    stderr.mask(masker);
  }

  void truncateIfAbove(long limit) throws IOException {
    for (var file : List.of(stdout, stderr)) {
      if (file.size() > limit) {
        file.truncate();
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
