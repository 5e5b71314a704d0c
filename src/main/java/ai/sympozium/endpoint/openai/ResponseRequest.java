package ai.sympozium.endpoint.openai;

import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Request for a response.
 *
 * @param instructions system message for this response only, or null
 */
record ResponseRequest(
    ResponseContext context,
    List<ChatMessage> input,
    @Nullable String instructions,
    boolean stream) {
  /** Items of earlier responses without text for the agent. */
  private static final Set<String> SKIPPED =
      Set.of("reasoning", "function_call", "custom_tool_call", "compaction");

  ResponseRequest {
    input = List.copyOf(input);
  }

  static ResponseRequest read(byte[] body) {
    var request = RequestObject.parse(body);
    var model = ModelNames.read(request);
    ParameterRules.RESPONSES.check(request);
    var instructions = request.text("instructions");
    var context =
        new ResponseContext(
            model,
            instructions != null,
            request.flag("background"),
            !request.has("store") || request.flag("store"),
            request.text("previous_response_id"),
            request.integer("max_output_tokens", 1),
            request.text("user"),
            request.metadata());
    return new ResponseRequest(context, input(request), instructions, request.flag("stream"));
  }

  private static List<ChatMessage> input(RequestObject request) {
    var input = request.json().path("input");
    if (input.isTextual()) {
      return List.of(new ChatMessage(Role.USER, input.textValue()));
    }
    if (!request.has("input")) {
      throw request.missing("input");
    }
    if (!input.isArray()) {
      throw request.wrongType("input", "one of a string or array of objects", input);
    }
    var messages = new ArrayList<ChatMessage>();
    for (var item : request.requiredObjects("input")) {
      var type = item.text("type");
      if (type == null || type.equals("message")) {
        messages.add(message(item));
      } else if (type.equals("function_call_output")) {
        messages.add(new ChatMessage(Role.USER, "Result of a tool: " + item.json().path("output")));
      } else if (!SKIPPED.contains(type)) {
        throw item.invalidValue("type", type, "'message'");
      }
    }
    return messages;
  }

  private static ChatMessage message(RequestObject item) {
    var role = item.requiredText("role");
    if (!item.has("content")) {
      throw item.missing("content");
    }
    var text = MessageContent.read(item);
    return switch (role) {
      case "system", "developer" -> new ChatMessage(Role.SYSTEM, text);
      case "user" -> new ChatMessage(Role.USER, text);
      case "assistant" -> new ChatMessage(Role.ASSISTANT, text);
      default ->
          throw item.invalidValue("role", role, "'assistant', 'system', 'developer', and 'user'");
    };
  }
}
