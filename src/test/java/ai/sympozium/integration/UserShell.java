package ai.sympozium.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands like a user with kubectl, the plugin and a kubeconfig for one namespace. */
final class UserShell {
  private static final int TIMEOUT_SECONDS = 120;

  /** Exit code of a script, and what it has printed. */
  record Answer(int exit, String output) {}

  private final Path folder;

  UserShell(Path folder, String namespace) {
    this.folder = folder;
    try {
      Path programs = Files.createDirectory(folder.resolve("bin"));
      Files.createSymbolicLink(programs.resolve("kubectl"), Path.of(path("kubectl")));
      Files.createSymbolicLink(
          programs.resolve("kubectl-sympozium"), Path.of("dev/kubectl-sympozium").toRealPath());
      Files.copy(
          Path.of(System.getProperty(TestCluster.KUBECONFIG_PROPERTY)),
          folder.resolve("kubeconfig"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Answer answer = run("kubectl config set-context --current --namespace " + namespace);
    if (answer.exit() != 0) {
      throw new AssertionError(answer);
    }
  }

  private static String path(String program) throws IOException {
    Process process = new ProcessBuilder("dev/cluster", "path", program).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a command line that runs a script like {@link #run}, but in a terminal. */
  String inTerminal(String script) {
    return "env KUBECONFIG=%1$s/kubeconfig PATH=%1$s/bin:%2$s bash -euc '%3$s'"
        .formatted(folder.toAbsolutePath(), System.getenv("PATH"), script);
  }

  /** Runs a script that ends with its first error. */
  Answer run(String script) {
    try {
      Path output = Files.createTempFile(folder, "answer", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", script))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
      builder.environment().put("COLUMNS", "200");
      builder.environment().put("OPENAI_API_KEY", "key-of-the-test");
      builder.environment().merge("PATH", folder.resolve("bin").toString(), (a, b) -> b + ":" + a);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(script + "\ndid not end: " + Files.readString(output, UTF_8));
      }
      return new Answer(process.exitValue(), Files.readString(output, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
