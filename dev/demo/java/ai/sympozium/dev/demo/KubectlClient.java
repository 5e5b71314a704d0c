package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.UserFacingException;
import java.io.File;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs kubectl on one cluster.
 *
 * @param program path of kubectl
 * @param kubeconfig file to use, or empty for the user's own
 * @param context options that select the context
 */
record KubectlClient(Path program, List<Path> kubeconfig, List<String> context) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  ProcessBuilder command(List<String> arguments) {
    var all = new ArrayList<>(List.of(program.toString()));
    all.addAll(context);
    all.addAll(arguments);
    var builder = new ProcessBuilder(all);
    if (!kubeconfig.isEmpty()) {
      builder
          .environment()
          .put(
              "KUBECONFIG",
              kubeconfig.stream()
                  .map(Path::toString)
                  .collect(Collectors.joining(File.pathSeparator)));
    }
    return builder;
  }

  ProcessRunner.Result attempt(String... arguments) {
    return ProcessRunner.run(command(List.of(arguments)), "", TIMEOUT);
  }

  String run(String... arguments) {
    return runWithInput("", TIMEOUT, arguments);
  }

  String runWithInput(String input, Duration timeout, String... arguments) {
    var result = ProcessRunner.run(command(List.of(arguments)), input, timeout);
    if (!result.succeeded()) {
      throw new UserFacingException(
          "`%s` failed:%n%s".formatted(commandLine(arguments), result.lastLines()));
    }
    return result.output();
  }

  /** Returns the command as a user would type it. */
  String commandLine(String... arguments) {
    return Stream.concat(
            Stream.of("kubectl"), Stream.concat(context.stream(), Stream.of(arguments)))
        .map(word -> word.matches("[\\w@%+=:,./{}-]+") ? word : "'" + word + "'")
        .collect(Collectors.joining(" "));
  }

  /**
   * Returns a template that prints the fields of each object as one line. The fields are encoded
   * and contain no spaces; {@link #row} decodes them.
   */
  static String rows(String... fields) {
    return "go-template="
        + Stream.of(fields).map(KubectlClient::field).collect(Collectors.joining(" "))
        + "{{\"\\n\"}}";
  }

  /** Accepts a path such as {@code status.phase} or a template. Absent fields are empty. */
  private static String field(String field) {
    if (field.startsWith("{{")) {
      return field;
    }
    var text = new StringBuilder();
    var steps = field.split("\\.");
    for (var step : steps) {
      text.append("{{with .").append(step).append("}}");
    }
    return text.append("{{. | urlquery}}").append("{{end}}".repeat(steps.length)).toString();
  }

  static List<String> row(String line) {
    return Stream.of(line.split(" ", -1))
        .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
        .toList();
  }

  /** Passes a row to the consumer for each change of an object, until the watch is closed. */
  Watch watch(BiConsumer<List<String>, Instant> rows, String template, String... arguments) {
    var all = new ArrayList<>(List.of("get"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--watch", "-o", template));
    return new Watch(command(all), rows);
  }

  /** Restarts kubectl when the API server closes the watch. Rows can then repeat. */
  static final class Watch implements AutoCloseable {
    private final ProcessBuilder command;
    private final BiConsumer<List<String>, Instant> rows;
    private volatile boolean closed;
    private volatile Process process;

    private Watch(ProcessBuilder command, BiConsumer<List<String>, Instant> rows) {
      this.command = command.redirectError(ProcessBuilder.Redirect.DISCARD);
      this.rows = rows;
      process = ProcessRunner.start(command);
      Thread.startVirtualThread(this::follow);
    }

    private void follow() {
      try {
        while (true) {
          try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
              rows.accept(row(line), Instant.now());
            }
          }
          Thread.sleep(500);
          synchronized (this) {
            if (closed) {
              return;
            }
            process = ProcessRunner.start(command);
          }
        }
      } catch (Exception e) {
        // The consumers of the rows have their own timeouts.
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      process.destroy();
    }
  }
}
