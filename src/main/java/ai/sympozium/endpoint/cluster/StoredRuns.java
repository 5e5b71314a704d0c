package ai.sympozium.endpoint.cluster;

import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.StoredRun;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a run as the gateway returns it. */
final class StoredRuns {
  private StoredRuns() {}

  static StoredRun read(String id, JsonNode run) {
    var earlier = new ArrayList<ChatMessage>();
    for (var message : run.path(EndpointContract.CONVERSATION)) {
      var role = Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT));
      earlier.add(new ChatMessage(role, message.path("content").asText()));
    }
    return new StoredRun(
        id,
        run.path(EndpointContract.REQUEST).asText(""),
        run.path(EndpointContract.CONTEXT).asText(""),
        Instant.parse(run.path(EndpointContract.CREATED_AT).asText()),
        new Conversation(earlier, run.path(EndpointContract.TASK).asText()),
        result(run));
  }

  private static @Nullable EndpointRunResult result(JsonNode run) {
    var state = run.path(EndpointContract.STATE).asText("");
    return state.equals(EndpointContract.SUCCEEDED) || state.equals(EndpointContract.FAILED)
        ? RunResults.read(
            state, run.path(EndpointContract.MESSAGE).asText(""), run.path(EndpointContract.RESULT))
        : null;
  }
}
