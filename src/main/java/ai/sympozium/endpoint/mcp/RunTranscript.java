package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.LoggedRun;
import org.jspecify.annotations.Nullable;

/**
 * Writes the transcript of a run for people and models: task, steps and answer. Each part keeps its
 * beginning and its end within a limit, so that a transcript has less than 256 KiB.
 */
final class RunTranscript {
  private static final int MAX_TASK = 32 * 1024;
  private static final int MAX_STEPS = 96 * 1024;
  private static final int MAX_ANSWER = 96 * 1024;

  private final StringBuilder text = new StringBuilder();

  private RunTranscript() {}

  static String of(LoggedRun logged) {
    var transcript = new RunTranscript();
    transcript.write(logged);
    return transcript.text.toString();
  }

  private void write(LoggedRun logged) {
    var run = logged.run();
    EndpointRunResult result = run.result();
    text.append("Run ").append(run.id()).append(", created ").append(run.createdAt());
    text.append(
        result == null ? ", not finished" : result.isSuccess() ? ", succeeded" : ", failed");
    section("Task", run.conversation().task(), MAX_TASK);
    section("Steps", steps(logged), MAX_STEPS);
    if (result != null) {
      section("Answer", result.text(), MAX_ANSWER);
      var error = result.error();
      section("Error", error == null ? "" : error, MAX_ANSWER);
    }
    text.append('\n');
  }

  private void section(String title, String content, int maxBytes) {
    if (!content.isBlank()) {
      text.append("\n\n## ").append(title).append('\n');
      text.append(TruncatedText.of(content.strip(), maxBytes / 2, maxBytes / 2).text());
    }
  }

  private static String steps(LoggedRun logged) {
    var steps = new StringBuilder();
    if (logged.omitted() > 0) {
      steps.append("[").append(logged.omitted()).append(" older entries were removed]\n");
    }
    for (var entry : logged.log()) {
      if (entry.dropped() > 0) {
        steps.append("[").append(entry.dropped()).append(" entries are missing]\n");
      }
      var step = step(entry, entry == logged.log().getLast());
      if (step != null) {
        steps.append(entry.time()).append(' ').append(step).append('\n');
        indented(entry.text(), steps);
      }
    }
    return steps.toString();
  }

  /** Describes a step, or returns null if another entry or the answer contains it. */
  private static @Nullable String step(LogEntry entry, boolean isLast) {
    return switch (entry.kind()) {
      case TOOL -> "tool " + call(entry) + outcome(entry);
      case TOOL_STARTED -> isLast ? "tool " + call(entry) + ", not finished" : null;
      case MODEL -> entry.text() == null || entry.text().isBlank() ? null : "model";
      case ASKED -> "asked again";
      case WAITING -> "waits for the model server";
      case STARTED, TEXT, FINISHED -> null;
    };
  }

  private static String call(LogEntry entry) {
    var subject = entry.subject();
    return entry.tool() + (subject == null ? "" : " " + subject);
  }

  private static String outcome(LogEntry entry) {
    return (entry.exitCode() == null ? "" : ", exit code " + entry.exitCode())
        + (entry.error() == null ? "" : ", error " + entry.error());
  }

  private static void indented(@Nullable String lines, StringBuilder steps) {
    if (lines != null) {
      lines.lines().forEach(line -> steps.append("  ").append(line).append('\n'));
    }
  }
}
