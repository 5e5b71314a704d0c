package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.TokenUsage;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Result of a run as its bridge reported it, stored in the ConfigMap {@code <run>-transcript}. It
 * comes from a pod, so no value is trusted: texts stay texts, and counts are clamped.
 *
 * @param complete whether the agent itself completed the run
 * @param remark why the response may not be an answer, or null
 */
public record ReportedResult(
    boolean complete,
    boolean success,
    String response,
    String error,
    long inputTokens,
    long outputTokens,
    long toolCalls,
    long durationMs,
    @Nullable String remark) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No stored result is longer. A tree takes many times the memory of its text. */
  private static final int MAX_LENGTH = 128 * 1024;

  /** Reads a ConfigMap. Empty if the run does not own it or it has no result. */
  public static Optional<ReportedResult> read(@Nullable ConfigMap map, AgentRun run) {
    if (map == null || map.getData() == null || !RunObjects.isOwnedBy(map, run)) {
      return Optional.empty();
    }
    return parse(map.getData().get(RunObjects.RESULT_KEY));
  }

  /** Parses a result. Empty for everything except a JSON object. */
  public static Optional<ReportedResult> parse(@Nullable String text) {
    if (text == null || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      JsonNode result = JSON.readTree(text);
      if (!result.isObject()) {
        return Optional.empty();
      }
      return Optional.of(of(AgentResult.read(result), AgentResult.isPresent(result)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  TokenUsage usage() {
    return new TokenUsage(
        inputTokens, outputTokens, inputTokens + outputTokens, toolCalls, durationMs);
  }

  private static ReportedResult of(AgentResult result, boolean complete) {
    return new ReportedResult(
        complete,
        result.success(),
        Objects.requireNonNullElse(result.response(), ""),
        Objects.requireNonNullElse(result.error(), ""),
        result.metrics().inputTokens(),
        result.metrics().outputTokens(),
        result.metrics().toolCalls(),
        result.metrics().durationMs(),
        result.remark());
  }
}
