package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool {@code ask_agent}. */
final class AgentTool implements McpTool {
  static final String NAME = "ask_agent";

  private static final String TASK = "task";

  private final String instance;
  private final RunCalls calls;

  AgentTool(String instance, RunCalls calls) {
    this.instance = instance;
    this.calls = calls;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode describe() {
    var tool =
        JsonTrees.object()
            .put("name", NAME)
            .put("title", "Ask " + instance)
            .put(
                "description",
                "Gives a task to the agent "
                    + instance
                    + " and returns its answer. The agent has tools of its own and works in"
                    + " several steps. Each call is independent: state all that the agent must"
                    + " know.");
    var schema = tool.putObject("inputSchema").put("type", "object");
    schema
        .putObject("properties")
        .putObject(TASK)
        .put("type", "string")
        .put("minLength", 1)
        .put("description", "The task, as text.");
    schema.putArray("required").add(TASK);
    schema.put("additionalProperties", false);
    return tool;
  }

  @Override
  public void call(HttpExchange exchange, McpRequest request) throws InterruptedException {
    var task = request.params().path("arguments").path(TASK);
    var problem = problem(task);
    if (problem != null) {
      calls.reject(exchange, request, problem);
      return;
    }
    var conversation =
        Conversation.of(List.of(new ChatMessage(ChatMessage.Role.USER, task.textValue())));
    calls.perform(
        exchange, request, new RunCalls.Work(conversation, null, AgentTool::result, "The agent"));
  }

  private static ObjectNode result(EndpointRunResult result) {
    return result.error() == null
        ? McpAnswers.toolResult(result.text(), false)
        : McpAnswers.toolResult("The agent failed: " + result.error(), true);
  }

  /** Returns what is wrong with a task, or null. */
  private static @Nullable String problem(JsonNode task) {
    if (!task.isTextual() || task.textValue().isBlank()) {
      return "arguments.task: The task is missing. Describe it as text.";
    }
    var text = task.textValue();
    return text.codePointCount(0, text.length()) > Conversation.MAX_MESSAGE
        ? "arguments.task: The task is too long. Use at most "
            + Conversation.MAX_MESSAGE
            + " characters."
        : null;
  }
}
