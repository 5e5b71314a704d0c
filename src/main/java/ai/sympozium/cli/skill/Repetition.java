package ai.sympozium.cli.skill;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.transcript.TranscriptMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Repeats once, in a second run, the commands that a server could not answer. A command that can
 * change something is not repeated, because the server or a part of the command may have done it.
 */
final class Repetition {
  private final Function<List<String>, TestRun.Report> run;
  private final BooleanSupplier metrics;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * Creates a repetition.
   *
   * @param run executes commands in a second run
   * @param metrics waits for the metrics of the test's objects; false if there are none
   */
  Repetition(
      Function<List<String>, TestRun.Report> run,
      BooleanSupplier metrics,
      Consumer<String> progress) {
    this.run = run;
    this.metrics = metrics;
    this.progress = progress;
  }

  /** Returns the results of the first run, with those of the second run where there are any. */
  Map<Integer, TranscriptMessage> of(
      List<String> commands, Map<Integer, TranscriptMessage> reported) {
    List<Integer> repeated =
        withoutMissingMetrics(
            reported.keySet().stream()
                .sorted()
                .filter(index -> ExecutedResult.isUnavailable(result(reported, index)))
                .filter(index -> isHarmless(commands.get(index)))
                .toList(),
            reported);
    if (repeated.isEmpty()) {
      return reported;
    }
    progress.accept("repeating " + repeated.size() + " commands that a server could not answer");
    Map<Integer, TranscriptMessage> results = new HashMap<>(reported);
    try {
      TestRun.Report report = run.apply(repeated.stream().map(commands::get).toList());
      report.results().forEach((index, message) -> results.put(repeated.get(index), message));
      report.error().ifPresent(this::addFailure);
    } catch (CommandException e) {
      addFailure(e.getMessage());
    }
    return results;
  }

  private boolean isHarmless(String command) {
    boolean harmless = ProgramFinder.onlyRead(command);
    if (!harmless) {
      notes.add(
          "a server could not answer this command, which was not repeated, because it may have"
              + " changed something: "
              + TerminalSanitizer.value(command));
    }
    return harmless;
  }

  private List<Integer> withoutMissingMetrics(
      List<Integer> indexes, Map<Integer, TranscriptMessage> reported) {
    List<Integer> others =
        indexes.stream()
            .filter(index -> !ExecutedResult.isAboutMetrics(result(reported, index)))
            .toList();
    return others.size() == indexes.size() || metrics.getAsBoolean() ? indexes : others;
  }

  private void addFailure(String error) {
    notes.add("the repetition of commands that a server could not answer failed: " + error);
  }

  /** Returns what the user should know about the repetition. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  private static TranscriptMessage result(Map<Integer, TranscriptMessage> reported, int index) {
    return Objects.requireNonNull(reported.get(index));
  }
}
