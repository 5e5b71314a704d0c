package ai.sympozium.integration.controlplane;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.integration.controlplane.GatewayCaller.Identity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/** Sends the calls of a transcript whose tools the operator runs, as agent and bridge do. */
record OperatorToolCalls(GatewayCaller gateway, Identity bridge) {
  private static final Duration TIMEOUT = Duration.ofSeconds(25);

  void send(String transcript) throws InterruptedException {
    for (String line : transcript.lines().toList()) {
      for (JsonNode call : read(line).path("tool_calls")) {
        JsonNode function = call.path("function");
        if (OperatorTool.of(function.path("name").asText()).isPresent()) {
          send(call.path("id").asText(), function);
        }
      }
    }
  }

  private void send(String id, JsonNode function) throws InterruptedException {
    ObjectNode request = JsonTrees.object();
    request.put(GatewayApi.TOOL, function.path("name").asText()).put(GatewayApi.ID, id);
    request.set(GatewayApi.ARGUMENTS, read(function.path("arguments").asText()));
    gateway.exchange(bridge, GatewayApi.TOOL_PATH, request, Instant.now().plus(TIMEOUT));
  }

  private static JsonNode read(String json) {
    try {
      return JsonTrees.read(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
