package ai.sympozium.agent.model.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Moves the system prompt into the first user message, for models without a system role. */
final class SystemPromptMover {
  private SystemPromptMover() {}

  static void move(ObjectNode body) {
    if (body.path("messages") instanceof ArrayNode messages
        && messages.size() > 1
        && messages.get(0).path("role").asText().equals("system")
        && messages.get(1) instanceof ObjectNode user
        && user.path("role").asText().equals("user")) {
      var prompt = messages.remove(0).path("content").asText();
      user.put("content", prompt + "\n\n" + user.path("content").asText());
    }
  }
}
