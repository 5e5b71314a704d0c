package ai.sympozium.integration.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the control plane, as a process of this machine that ends with the JVM. */
record ComponentProcess(String name, Process process, Path log) implements AutoCloseable {
  private static final long STOP_TIMEOUT_SECONDS = 10;

  /**
   * Starts a program with an environment of its own: a proxy setting would misdirect webhook calls.
   * The garbage collector of Go runs less often, because tests need time more than memory.
   */
  static ComponentProcess start(
      Path workDirectory, Path logDirectory, String program, List<String> arguments) {
    Path log = logDirectory.resolve(program + ".log");
    var command = new java.util.ArrayList<>(List.of(Programs.path(program)));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("HOME", workDirectory.toString(), "GOGC", "400"));
    try {
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ComponentProcess(program, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(name + " exited with " + process.exitValue() + ", see " + log);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
