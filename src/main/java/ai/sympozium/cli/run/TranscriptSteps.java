package ai.sympozium.cli.run;

import ai.sympozium.cli.transcript.TranscriptMessage;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Derives the steps of an agent from the transcript of its run. The pod wrote the transcript, so
 * invalid lines are skipped and texts are truncated like those of a log.
 */
final class TranscriptSteps {
  /** Arguments that say best what a call works on. */
  private static final List<String> SUBJECTS = List.of("command", "path", "url", "channel");

  private final Instant time;
  private final List<LogEntry> steps = new ArrayList<>();
  private long seq;

  private TranscriptSteps(Instant time) {
    this.time = time;
  }

  /**
   * Reads the steps. The lines that the bridge has removed are a gap in their numbers.
   *
   * @param time time of all steps, because a transcript contains none
   */
  static List<LogEntry> parse(String transcript, Instant time) {
    TranscriptSteps reader = new TranscriptSteps(time);
    TranscriptMessage.parse(transcript).forEach(reader::read);
    return List.copyOf(reader.steps);
  }

  private void read(TranscriptMessage message) {
    seq += message.omittedLines();
    switch (message.role()) {
      case "assistant" -> assistant(message);
      case "tool" -> tool(message);
      case "user" -> {
        // The first user message is the task.
        if (seq > 0) {
          steps.add(next(Kind.ASKED).withText(message.content()));
        }
      }
      default -> {
        // The system prompt and the mark of removed lines are no steps.
      }
    }
  }

  private void assistant(TranscriptMessage message) {
    // The message without calls is the answer, which the status contains.
    if (!message.json().path("tool_calls").isEmpty()) {
      steps.add(next(Kind.MODEL).withText(message.content()));
    }
  }

  private void tool(TranscriptMessage message) {
    JsonNode meta = message.meta();
    steps.add(
        next(Kind.TOOL)
            .withTool(meta.path("tool").asText(message.functionName()), subject(message))
            .withOutcome(
                meta.path("exitCode").isInt() ? (Integer) meta.path("exitCode").asInt() : null,
                meta.path("error").isTextual() ? meta.path("error").asText() : null,
                Math.max(0, meta.path("durationMs").asLong(0)))
            .withText(message.content()));
  }

  private LogEntry next(Kind kind) {
    return LogEntry.of(++seq, time, kind, 0);
  }

  private static String subject(TranscriptMessage message) {
    JsonNode values = message.parsedArguments();
    return SUBJECTS.stream()
        .flatMap(name -> Stream.of(values.path(name)))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElse(message.arguments());
  }
}
