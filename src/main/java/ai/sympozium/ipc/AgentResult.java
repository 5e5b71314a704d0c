package ai.sympozium.ipc;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, as the agent says it.
 *
 * @param response what the model answered at last
 * @param error why the run has failed, or null when it has not
 */
public record AgentResult(@Nullable String response, @Nullable String error, Metrics metrics) {

  /** What the run has cost. */
  public record Metrics(long durationMs, long inputTokens, long outputTokens, int toolCalls) {}

  /** Whether the run has done what it was asked. */
  public boolean success() {
    return error == null;
  }

  /** The result as JSON. */
  public ObjectNode toJson() {
    var json = JsonTrees.object().put("status", success() ? "success" : "error");
    json.put("response", response == null ? "" : response);
    if (error != null) {
      json.put("error", error);
    }
    json.putObject("metrics")
        .put("durationMs", metrics.durationMs())
        .put("inputTokens", metrics.inputTokens())
        .put("outputTokens", metrics.outputTokens())
        .put("toolCalls", metrics.toolCalls())
        .put("subagentSpawns", 0);
    return json;
  }
}
