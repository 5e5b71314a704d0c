package ai.sympozium.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entry of a run's log: one step of the agent, with bounded texts.
 *
 * @param seq number of the entry within the run, from 1
 * @param dropped number of entries before this one that the agent could not write
 * @param tool name of the tool
 * @param subject what the tool works on, such as a command
 * @param exitCode exit code of a command
 * @param error error code of a tool, or reason of a failed run
 * @param durationMs time that a tool took, or that the agent waits
 * @param text output, answer, part of an answer, or reason
 * @param offset number of characters of the model's message before a part of it
 */
public record LogEntry(
    long seq,
    Instant time,
    Kind kind,
    long dropped,
    @Nullable String tool,
    @Nullable String subject,
    @Nullable Integer exitCode,
    @Nullable String error,
    @Nullable Long durationMs,
    @Nullable String text,
    @Nullable Long offset) {
  /** Largest text, in bytes. */
  public static final int MAX_TEXT_BYTES = 4096;

  private static final int MAX_SUBJECT_BYTES = 1024;
  private static final int MAX_NAME_BYTES = 128;

  /** Step of an agent. */
  public enum Kind {
    /** The agent has read its input. */
    STARTED,
    /** The model has written a part of its message. Only in runs that stream it. */
    TEXT,
    /** The model has requested tool calls. */
    MODEL,
    /** A tool call starts. */
    TOOL_STARTED,
    /** A tool call has returned. */
    TOOL,
    /** The agent waits for the model server. */
    WAITING,
    /** The agent has asked the model again. */
    ASKED,
    /** The agent has its result. */
    FINISHED;

    /** Returns the name in JSON, in lower camel case. */
    public String value() {
      return this == TOOL_STARTED ? "toolStarted" : name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Kind of(String value) {
      for (var kind : values()) {
        if (kind.value().equals(value)) {
          return kind;
        }
      }
      return null;
    }
  }

  public LogEntry {
    tool = bounded(tool, MAX_NAME_BYTES);
    subject = bounded(subject, MAX_SUBJECT_BYTES);
    error = bounded(error, MAX_TEXT_BYTES);
    text = bounded(text, MAX_TEXT_BYTES);
  }

  /** Creates an entry that is not a part of a message. */
  public LogEntry(
      long seq,
      Instant time,
      Kind kind,
      long dropped,
      @Nullable String tool,
      @Nullable String subject,
      @Nullable Integer exitCode,
      @Nullable String error,
      @Nullable Long durationMs,
      @Nullable String text) {
    this(seq, time, kind, dropped, tool, subject, exitCode, error, durationMs, text, null);
  }

  /** Creates an entry without optional values. */
  public static LogEntry of(long seq, Instant time, Kind kind, long dropped) {
    return new LogEntry(seq, time, kind, dropped, null, null, null, null, null, null);
  }

  public LogEntry withTool(String name, String ofSubject) {
    return new LogEntry(
        seq, time, kind, dropped, name, ofSubject, exitCode, error, durationMs, text);
  }

  public LogEntry withOutcome(
      @Nullable Integer code, @Nullable String errorCode, @Nullable Long millis) {
    return new LogEntry(seq, time, kind, dropped, tool, subject, code, errorCode, millis, text);
  }

  public LogEntry withText(@Nullable String value) {
    return new LogEntry(
        seq, time, kind, dropped, tool, subject, exitCode, error, durationMs, value);
  }

  /** Returns an entry with a part of the model's message. */
  public LogEntry withPart(long start, String part) {
    return new LogEntry(
        seq, time, kind, dropped, tool, subject, exitCode, error, durationMs, part, start);
  }

  /**
   * Reads an entry that a pod has written. A pod is not trusted: an entry without number, time and
   * kind is empty, unknown members are omitted, and texts are truncated.
   */
  public static Optional<LogEntry> read(JsonNode json) {
    var kind = Kind.of(json.path("kind").asText(""));
    var seq = json.path("seq").asLong(0);
    if (kind == null || seq < 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LogEntry(
              seq,
              Instant.parse(json.path("time").asText("")),
              kind,
              Math.max(0, json.path("dropped").asLong(0)),
              text(json, "tool"),
              text(json, "subject"),
              json.path("exitCode").isInt() ? (Integer) json.path("exitCode").asInt() : null,
              text(json, "error"),
              count(json, "durationMs"),
              text(json, "text"),
              count(json, "offset")));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Reads a line of a stored log like {@link #read}. A line that is not JSON is empty. */
  public static Optional<LogEntry> parse(String line) {
    try {
      return read(JsonTrees.read(line));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public ObjectNode toJson() {
    var json =
        JsonTrees.object().put("seq", seq).put("time", time.toString()).put("kind", kind.value());
    if (dropped > 0) {
      json.put("dropped", dropped);
    }
    put(json, "tool", tool);
    put(json, "subject", subject);
    if (exitCode != null) {
      json.put("exitCode", exitCode);
    }
    put(json, "error", error);
    if (durationMs != null) {
      json.put("durationMs", durationMs);
    }
    put(json, "text", text);
    if (offset != null) {
      json.put("offset", offset);
    }
    return json;
  }

  private static @Nullable Long count(JsonNode json, String name) {
    var value = json.path(name);
    return value.isIntegralNumber() ? (Long) Math.max(0, value.asLong()) : null;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.path(name).isTextual() ? json.path(name).asText() : null;
  }

  /** Keeps head and tail of a text, because programs print their errors last. */
  private static @Nullable String bounded(@Nullable String text, int maxBytes) {
    if (text == null) {
      return null;
    }
    if (maxBytes < MAX_TEXT_BYTES || text.getBytes(UTF_8).length <= maxBytes) {
      return TruncatedText.ofBytes(text, maxBytes);
    }
    // The mark of the gap has less than 64 bytes.
    var tail = maxBytes / 4;
    return TruncatedText.of(text, maxBytes - tail - 64, tail).text();
  }
}
