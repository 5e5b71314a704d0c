package ai.sympozium.cli.run;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, JsonNode> calls = new HashMap<>();
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
    transcript.lines().forEach(reader::read);
    return List.copyOf(reader.steps);
  }

  private void read(String line) {
    JsonNode message = json(line);
    seq += Math.max(0, message.path("_meta").path("omittedLines").asLong(0));
    switch (message.path("role").asText()) {
      case "assistant" -> assistant(message);
      case "tool" -> tool(message);
      case "user" -> {
        // The first user message is the task.
        if (seq > 0) {
          steps.add(next(Kind.ASKED).withText(message.path("content").asText("")));
        }
      }
      default -> {
        // The system prompt and the mark of removed lines are no steps.
      }
    }
  }

  private void assistant(JsonNode message) {
    // The message without calls is the answer, which the status contains.
    if (!message.path("tool_calls").isEmpty()) {
      steps.add(next(Kind.MODEL).withText(message.path("content").asText("")));
      message.path("tool_calls").forEach(call -> calls.put(call.path("id").asText(), call));
    }
  }

  private void tool(JsonNode message) {
    JsonNode meta = message.path("_meta");
    JsonNode call = calls.remove(message.path("tool_call_id").asText());
    JsonNode function = call == null ? JsonTrees.object() : call.path("function");
    String name = meta.path("tool").asText(function.path("name").asText(""));
    steps.add(
        next(Kind.TOOL)
            .withTool(name, subject(function.path("arguments").asText("")))
            .withOutcome(
                meta.path("exitCode").isInt() ? (Integer) meta.path("exitCode").asInt() : null,
                meta.path("error").isTextual() ? meta.path("error").asText() : null,
                Math.max(0, meta.path("durationMs").asLong(0)))
            .withText(message.path("content").asText("")));
  }

  private LogEntry next(Kind kind) {
    return LogEntry.of(++seq, time, kind, 0);
  }

  private static String subject(String arguments) {
    JsonNode values = json(arguments);
    return SUBJECTS.stream()
        .flatMap(name -> Stream.of(values.path(name)))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElse(arguments);
  }

  private static JsonNode json(String text) {
    try {
      return JsonTrees.read(text);
    } catch (IOException e) {
      return JsonTrees.object();
    }
  }
}
