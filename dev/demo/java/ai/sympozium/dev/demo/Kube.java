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
 * kubectl on one cluster.
 *
 * @param program its path
 * @param kubeconfig the file to use, or none for the person's own
 * @param context words that choose the context, as a person would type them
 */
record Kube(Path program, List<Path> kubeconfig, List<String> context) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  ProcessBuilder command(List<String> words) {
    var all = new ArrayList<>(List.of(program.toString()));
    all.addAll(context);
    all.addAll(words);
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

  ProcessRunner.Result attempt(String... words) {
    return ProcessRunner.run(command(List.of(words)), "", LIMIT);
  }

  String run(String... words) {
    return fed("", LIMIT, words);
  }

  String fed(String input, Duration limit, String... words) {
    var result = ProcessRunner.run(command(List.of(words)), input, limit);
    if (!result.good()) {
      throw new UserFacingException("`%s` failed:%n%s".formatted(typed(words), result.lastLines()));
    }
    return result.output();
  }

  /** The command as a person would type it. */
  String typed(String... words) {
    return Stream.concat(Stream.of("kubectl"), Stream.concat(context.stream(), Stream.of(words)))
        .map(word -> word.matches("[\\w@%+=:,./{}-]+") ? word : "'" + word + "'")
        .collect(Collectors.joining(" "));
  }

  /**
   * A template that gives each object's fields as one line, encoded so that none holds a space;
   * {@link #row} reads it.
   */
  static String rows(String... fields) {
    return "go-template="
        + Stream.of(fields).map(Kube::field).collect(Collectors.joining(" "))
        + "{{\"\\n\"}}";
  }

  /** A field's path such as {@code status.phase}, or a template. What is absent is empty. */
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

  /** Objects as they change, until it is closed. */
  Watch watch(BiConsumer<List<String>, Instant> rows, String template, String... words) {
    var all = new ArrayList<>(List.of("get"));
    all.addAll(List.of(words));
    all.addAll(List.of("--watch", "-o", template));
    return new Watch(command(all), rows);
  }

  /** Starts again when the API server ends it; what was seen may then come again. */
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
      } catch (Exception ended) {
        // Whoever waits for its rows has a limit of time.
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      process.destroy();
    }
  }
}
