package ai.sympozium.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Runs programs of {@code dev/}, and the programs that they build. */
final class DevProgram {
  private DevProgram() {}

  /** Returns the output of a program. Fails if the program fails. */
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Runs Helm as the administrator of the embedded cluster. */
  static void helm(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(run("dev/cluster", "path", "helm").strip());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--kubeconfig", run("dev/cluster", "kubeconfig").strip()));
    run(command.toArray(String[]::new));
  }

  /** Installs the chart with packs that are not enabled by default, and waits for the operator. */
  static void install(List<String> packs) {
    List<String> command = new ArrayList<>(List.of("dev/install", "--tests"));
    packs.forEach(pack -> command.addAll(List.of("--pack", pack)));
    run(command.toArray(String[]::new));
  }
}
