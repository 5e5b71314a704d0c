package ai.sympozium.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A real terminal: a tmux server of its own with one program. */
final class Tmux implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final String program = execute(List.of("dev/tmux")).strip();
  private final String socket = "sympozium-" + UUID.randomUUID();

  /** Starts {@code kubectl sympozium tui}. */
  Tmux(Path kubeconfig, String environment, String namespace) {
    this(
        "env KUBECONFIG="
            + kubeconfig.toAbsolutePath()
            + " "
            + environment
            + " dev/kubectl-sympozium tui -n "
            + namespace);
  }

  /** Starts a command on 80 columns and 24 lines; prints its exit code. */
  Tmux(String command) {
    tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        "80",
        "-y",
        "24",
        command + "; echo exit $?; exec sleep 600");
  }

  /** Sends keys by their names in tmux, for example {@code Enter} or {@code s}. */
  void keys(String... keys) {
    List<String> command = new ArrayList<>(List.of("send-keys", "-t", ":0"));
    command.addAll(List.of(keys));
    tmux(command.toArray(String[]::new));
  }

  /** Sends a key many times at once, as a held key does. */
  void repeat(int times, String key) {
    tmux("send-keys", "-t", ":0", "-N", String.valueOf(times), key);
  }

  /** Sends a text as it is. */
  void type(String text) {
    tmux("send-keys", "-t", ":0", "-l", text);
  }

  /** Pastes a text as a terminal does. */
  void paste(String text) {
    tmux("set-buffer", text);
    tmux("paste-buffer", "-p", "-t", ":0");
  }

  void resize(int width, int height) {
    tmux("resize-window", "-t", ":0", "-x", String.valueOf(width), "-y", String.valueOf(height));
  }

  String screen() {
    return tmux("capture-pane", "-t", ":0", "-p");
  }

  /** Returns the screen with the escape sequences of its styles. */
  String styledScreen() {
    return tmux("capture-pane", "-t", ":0", "-p", "-e");
  }

  /** Waits until the screen is as expected after its normalization. */
  void awaitScreen(UnaryOperator<String> normalization, String expected) {
    Awaitility.await()
        .atMost(TIMEOUT)
        .pollInterval(POLL)
        .untilAsserted(
            () -> assertThat(normalization.apply(screen())).isEqualToNormalizingNewlines(expected));
  }

  /** Waits until the screen contains all texts, and returns it. */
  String await(String... texts) {
    String[] last = {""};
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(POLL)
          .until(() -> {
            last[0] = screen();
            return List.of(texts).stream().allMatch(last[0]::contains);
          });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no " + List.of(texts) + " on this screen:\n" + last[0], e);
    }
    return last[0];
  }

  private String tmux(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program, "-L", socket));
    command.addAll(List.of(arguments));
    return execute(command);
  }

  private static String execute(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // Outside of another tmux, and with characters beyond ASCII.
      builder.environment().remove("TMUX");
      builder.environment().put("LC_ALL", "C.UTF-8");
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    tmux("kill-server");
  }
}
