package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;
import ai.sympozium.endpoint.http.ClientDisconnectedException;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.SseStream;
import ai.sympozium.endpoint.run.Cancellation;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunIds;
import ai.sympozium.endpoint.run.RunListener;
import ai.sympozium.endpoint.run.RunResult;
import ai.sympozium.endpoint.run.RunService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code ask_agent}. A call is cancelled by its client's disconnection, or by a
 * notification that can reach another replica.
 */
final class AgentTool implements McpTool {
  static final String NAME = "ask_agent";

  private static final String TASK = "task";

  private final String instance;
  private final RunService runs;
  private final RunIds ids;
  private final McpAnswers answers;

  AgentTool(String instance, RunService runs, RunIds ids, McpAnswers answers) {
    this.instance = instance;
    this.runs = runs;
    this.ids = ids;
    this.answers = answers;
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

  /** Performs a call and answers with a stream, if the client accepts one. */
  @Override
  public void call(HttpExchange exchange, McpRequest request) throws InterruptedException {
    var task = request.params().path("arguments").path(TASK);
    var problem = problem(task);
    if (problem != null) {
      // A model can correct its call, so this is a result and no error of the protocol.
      var result = McpAnswers.toolResult(problem, true);
      exchange.answer(HttpAnswer.json(200, answers.response(request, result)));
      return;
    }
    perform(exchange, request, task.textValue());
  }

  private void perform(HttpExchange exchange, McpRequest request, String task)
      throws InterruptedException {
    var run =
        new NewRun(
            runId(exchange.client(), request, request.id()),
            exchange.client(),
            ids.request(exchange.client(), exchange.body()),
            "",
            Conversation.of(List.of(new ChatMessage(ChatMessage.Role.USER, task))),
            null);
    var cancellation = new Cancellation();
    exchange.onCancel(cancellation::cancel);
    var progress =
        exchange.head().header("accept").orElse("").contains("text/event-stream")
            ? new Progress(exchange, request.params().path("_meta").path("progressToken"))
            : null;
    var response = answers.response(request, perform(run, cancellation, progress));
    if (progress == null || progress.stream == null) {
      exchange.answer(HttpAnswer.json(200, response));
    } else {
      progress.stream.event("message", JsonTrees.write(response));
      progress.stream.end();
    }
  }

  @Override
  public void cancel(String client, McpRequest notification) {
    var requestId = notification.params().path("requestId");
    if (!notification.session().isEmpty() && requestId.isValueNode()) {
      runs.cancel(runId(client, notification, requestId));
    }
  }

  private ObjectNode perform(NewRun run, Cancellation cancellation, @Nullable Progress progress)
      throws InterruptedException {
    try {
      return result(
          runs.perform(run, cancellation, progress == null ? RunListener.NONE : progress));
    } catch (ClientDisconnectedException e) {
      throw e;
    } catch (SympoziumException e) {
      return McpAnswers.toolResult(e.getMessage(), true);
    }
  }

  private static ObjectNode result(RunResult result) {
    return result.error() == null
        ? McpAnswers.toolResult(result.text(), false)
        : McpAnswers.toolResult("The agent failed: " + result.error(), true);
  }

  /** Derives the run of a call in a session, so that every replica can cancel it. */
  private String runId(String client, McpRequest request, @Nullable JsonNode requestId) {
    return request.session().isEmpty() || requestId == null
        ? ids.random()
        : ids.derived(client, "mcp\0" + request.session() + "\0" + JsonTrees.write(requestId));
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

  /** Streams the progress of a call. */
  private static final class Progress implements RunListener {
    private final HttpExchange exchange;
    private final JsonNode token;
    private @Nullable SseStream stream;
    private long steps;
    private long characters;

    Progress(HttpExchange exchange, JsonNode token) {
      this.exchange = exchange;
      this.token = token;
    }

    @Override
    public void created() {
      stream = exchange.startStream(Map.of());
      notify("The run is created.");
    }

    @Override
    public void text(String delta) {
      characters += delta.length();
      notify("The agent writes: " + characters + " characters.");
    }

    @Override
    public void activity(String description) {
      notify(description);
    }

    @Override
    public void idle() {
      if (stream != null) {
        stream.comment("waiting");
      }
    }

    private void notify(String message) {
      if (stream != null && token.isValueNode() && !token.isNull()) {
        stream.event("message", JsonTrees.write(McpAnswers.progress(token, ++steps, message)));
      }
    }
  }
}
