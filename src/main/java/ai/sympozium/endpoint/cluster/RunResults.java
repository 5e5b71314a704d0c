package ai.sympozium.endpoint.cluster;

import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Reads the result of a run as the gateway returns it. */
final class RunResults {
  private RunResults() {}

  /**
   * Reads a result.
   *
   * @param message why the run failed
   * @param result missing if the run failed before its agent reported
   */
  static EndpointRunResult read(String state, String message, JsonNode result) {
    var failed = state.equals(EndpointContract.FAILED);
    var metrics = result.path("metrics");
    return new EndpointRunResult(
        result.path("response").asText(""),
        stopReason(result.path("stopReason").asText(failed ? "error" : "stop")),
        new Usage(metrics.path("inputTokens").asLong(), metrics.path("outputTokens").asLong()),
        failed ? error(message, result) : null,
        AgentResult.TOOL_FAILED.equals(result.path("remark").asText()));
  }

  private static String error(String message, JsonNode result) {
    @Nullable String error = message.isEmpty() ? result.path("error").asText("") : message;
    return error.isEmpty() ? "The run failed." : error;
  }

  private static StopReason stopReason(String name) {
    return switch (name) {
      case "stop" -> StopReason.STOP;
      case "length" -> StopReason.LENGTH;
      case "limit" -> StopReason.LIMIT;
      default -> StopReason.ERROR;
    };
  }
}
