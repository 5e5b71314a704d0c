package ai.sympozium.agent.model.http;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ToolDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Protocol of a provider: translates conversations into requests and responses into messages. */
public interface ModelProtocol {
  /** No limit of the tokens of a message. */
  long NO_LIMIT = Long.MAX_VALUE;

  /** Returns the headers that authenticate a request. */
  Map<String, String> authentication(String key);

  /** Returns the headers of all requests. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /** Builds the body of a request, with what {@link #adapt} has learned. */
  ObjectNode request(List<Message> conversation, List<ToolDefinition> tools);

  /** Returns a reader for one response. */
  CompletionReader reader(List<ToolDefinition> tools);

  /**
   * Learns from a rejected request what the server does not accept.
   *
   * @return whether the next request is different, so that it is worth sending
   */
  boolean adapt(ErrorResponse error, ObjectNode body);
}
