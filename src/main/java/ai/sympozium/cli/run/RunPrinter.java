package ai.sympozium.cli.run;

import static java.util.Objects.requireNonNullElse;

import ai.sympozium.cli.run.RunEvent.Type;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi.Style;

/** Prints the events of a run as lines for people. */
final class RunPrinter {
  private static final int MAX_OUTPUT_LINES = 8;

  private final RunScreen screen;

  RunPrinter(RunScreen screen) {
    this.screen = screen;
  }

  void print(RunEvent event) {
    switch (event.type()) {
      case CREATED -> line(event, null, "created", "", "the operator plans the run");
      case PLANNED -> line(event, null, "planned", event.message(), "the pod starts");
      case GRANTED -> {
        line(event, Style.fg_yellow, "granted", granted(event), "the pod starts");
        more(event.message());
      }
      case POD -> line(event, null, "pod", event.message(), "the pod starts");
      case STARTED -> line(event, null, "agent", event.text(), "the agent is working");
      case WAITING -> waiting(event);
      case MODEL -> {
        if (!requireNonNullElse(event.text(), "").isBlank()) {
          line(event, null, "model", "", "the agent is working");
          output(event.text());
        }
      }
      case TOOL_STARTED -> screen.waiting("%s  %s".formatted(event.tool(), event.subject()));
      case TOOL -> {
        line(event, toolTone(event), "tool", tool(event), "the agent is working");
        output(event.text());
      }
      case ASKED -> line(event, null, "asked", event.text(), "the agent is working");
      case OMITTED ->
          line(event, Style.fg_yellow, "omitted", omitted(event), "the agent is working");
      case RESULT -> result(event);
      case REVOKED -> line(event, Style.fg_green, "revoked", event.message(), "");
      case SUCCEEDED -> line(event, Style.fg_green, "Succeeded", remark(event), "");
      case FAILED -> failed(event);
      case NOTE -> line(event, Style.fg_yellow, "note", event.message(), "");
    }
  }

  private void line(
      RunEvent event, @Nullable Style tone, String kind, @Nullable String text, String next) {
    screen.event(Instant.parse(event.time()), tone, kind, requireNonNullElse(text, ""));
    screen.waiting(next);
  }

  private void waiting(RunEvent event) {
    Long pause = event.durationMs();
    String text =
        pause == null
            ? joined(": ", event.reason(), event.message())
            : event.text() + ". Retry in " + Math.ceilDiv(pause, 1000L) + " s";
    line(event, Style.fg_yellow, "waiting", text, text);
  }

  private void result(RunEvent event) {
    if (event.error() != null) {
      line(event, Style.fg_red, "result", event.error(), "the operator revokes the permissions");
      return;
    }
    List<String> lines = requireNonNullElse(event.text(), "").strip().lines().toList();
    line(
        event,
        Style.bold,
        "result",
        lines.isEmpty() ? "" : lines.getFirst(),
        "the operator revokes the permissions");
    lines.stream().skip(1).forEach(screen::more);
  }

  private void failed(RunEvent event) {
    line(event, Style.fg_red, "Failed", joined(": ", event.reason(), event.error()), "");
  }

  /** The reason of an answer with a remark. */
  private static @Nullable String remark(RunEvent event) {
    return Type.SUCCEEDED.name().equalsIgnoreCase(event.reason()) ? "" : event.reason();
  }

  private static String granted(RunEvent event) {
    return event.skill() + " → ServiceAccount " + event.serviceAccount();
  }

  private static String omitted(RunEvent event) {
    return joined(", ", "steps that are not stored: " + event.omitted(), event.message());
  }

  private static String tool(RunEvent event) {
    String outcome = "";
    if (event.exitCode() != null) {
      outcome = "exit " + event.exitCode() + "  ";
    } else if (event.error() != null) {
      outcome = "error " + event.error() + "  ";
    }
    return "%s  %s   %s%d ms".formatted(event.tool(), event.subject(), outcome, event.durationMs());
  }

  private static Style toolTone(RunEvent event) {
    boolean good = event.exitCode() == null ? event.error() == null : event.exitCode().equals(0);
    return good ? Style.fg_cyan : Style.fg_red;
  }

  private void more(@Nullable String text) {
    if (text != null && !text.isEmpty()) {
      screen.more(text);
    }
  }

  private void output(@Nullable String text) {
    List<String> lines =
        requireNonNullElse(text, "")
            .strip()
            .lines()
            // The line of the tool call shows the exit code.
            .filter(line -> !line.matches("\\[exit code -?\\d+]"))
            .toList();
    // A single remaining line is shorter than the line that counts it.
    int shown = lines.size() > MAX_OUTPUT_LINES + 1 ? MAX_OUTPUT_LINES : lines.size();
    lines.stream().limit(shown).forEach(screen::output);
    if (shown < lines.size()) {
      screen.output("… " + (lines.size() - shown) + " more lines");
    }
  }

  private static String joined(String separator, @Nullable String... texts) {
    return Stream.of(texts)
        .filter(Objects::nonNull)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(separator));
  }
}
