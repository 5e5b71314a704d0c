package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Result of a run as its agent reports it: the contents of {@code result.json} and of the
 * termination message.
 *
 * @param response last text of the model, or the output of a requested tool
 * @param error reason of the failure, or null after success
 * @param remark why the response may not be an answer, or why there is none, in CamelCase, or null
 * @param stopReason limit that the work has reached, or null
 */
public record AgentResult(
    @Nullable String response,
    @Nullable String error,
    Metrics metrics,
    @Nullable String remark,
    @Nullable StopReason stopReason) {
  /** Remark: the response only announces what the model will do. */
  public static final String ONLY_ANNOUNCED = "OnlyAnnounced";

  /** Remark: the response does not mention that the last tool call failed. */
  public static final String FAILURE_NOT_MENTIONED = "FailureNotMentioned";

  /** Remark: the requested tool was executed and failed. The response is its output. */
  public static final String TOOL_FAILED = "ToolFailed";

  /** Remark: the container was stopped before the task was complete. */
  public static final String STOPPED = "Stopped";

  private static final String STATUS = "status";
  private static final String SUCCESS = "success";
  private static final String STOP_REASON = "stopReason";
  private static final long MAX_COUNT = 1_000_000_000_000L;

  private static final int MAX_REMARK_LENGTH = 64;

  /** Limit that the work has reached. */
  public enum StopReason {
    /** The model reached its token limit, or that of the run for generated tokens. */
    LENGTH,
    /** The turns, tokens or time of the run were used up. */
    LIMIT;

    /** Returns the name in JSON. */
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable StopReason of(String value) {
      for (var reason : values()) {
        if (reason.value().equals(value)) {
          return reason;
        }
      }
      return null;
    }
  }

  public AgentResult(@Nullable String response, @Nullable String error, Metrics metrics) {
    this(response, error, metrics, null, null);
  }

  public AgentResult withStopReason(@Nullable StopReason reason) {
    return new AgentResult(response, error, metrics, remark, reason);
  }

  /** Usage of the run. */
  public record Metrics(long durationMs, long inputTokens, long outputTokens, long toolCalls) {}

  public boolean success() {
    return error == null;
  }

  /** Returns whether JSON is a result. A report without one is an empty object. */
  public static boolean isPresent(JsonNode json) {
    return json.hasNonNull(STATUS);
  }

  /**
   * Reads a result that a pod has written. A pod is not trusted: every value that is not text
   * becomes an empty text, and counts are clamped.
   */
  public static AgentResult read(JsonNode json) {
    var success = SUCCESS.equals(json.path(STATUS).asText());
    var metrics = json.path("metrics");
    return new AgentResult(
        json.path("response").asText(""),
        success ? null : json.path("error").asText(""),
        new Metrics(
            count(metrics, "durationMs"),
            count(metrics, "inputTokens"),
            count(metrics, "outputTokens"),
            count(metrics, "toolCalls")),
        remark(json.path("remark").asText("")),
        StopReason.of(json.path(STOP_REASON).asText("")));
  }

  public ObjectNode toJson() {
    var json = JsonTrees.object().put(STATUS, success() ? SUCCESS : "error");
    json.put("response", response == null ? "" : response);
    if (error != null) {
      json.put("error", error);
    }
    if (remark != null) {
      json.put("remark", remark);
    }
    if (stopReason != null) {
      json.put(STOP_REASON, stopReason.value());
    }
    json.putObject("metrics")
        .put("durationMs", metrics.durationMs())
        .put("inputTokens", metrics.inputTokens())
        .put("outputTokens", metrics.outputTokens())
        .put("toolCalls", metrics.toolCalls())
        // The original's sidecars read it; there are no subagents.
        .put("subagentSpawns", 0);
    return json;
  }

  /** Returns a remark that can be the reason of a condition. */
  private static @Nullable String remark(String text) {
    return text.matches("[A-Z][A-Za-z]*") && text.length() <= MAX_REMARK_LENGTH ? text : null;
  }

  private static long count(JsonNode metrics, String name) {
    return Math.clamp(metrics.path(name).asLong(0), 0, MAX_COUNT);
  }
}
