package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.endpoint.http.ClientDisconnectedException;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.run.Cancellation;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunIds;
import ai.sympozium.endpoint.run.RunListener;
import ai.sympozium.endpoint.run.RunService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Performs the calls of tools as runs. A call is cancelled by its client's disconnection, or by a
 * notification that can reach another replica.
 */
final class RunCalls {
  private final RunService runs;
  private final RunIds ids;
  private final McpAnswers answers;

  RunCalls(RunService runs, RunIds ids, McpAnswers answers) {
    this.runs = runs;
    this.ids = ids;
    this.answers = answers;
  }

  /**
   * Work of a call.
   *
   * @param toolCall call that replaces the work of the model, or null
   * @param result converts the result of the run
   * @param writer subject of the progress notifications about text
   */
  record Work(
      Conversation conversation,
      @Nullable RequestedCall toolCall,
      Function<EndpointRunResult, ObjectNode> result,
      String writer) {}

  /** Answers a call without a run. A model can correct it, so this is no error of the protocol. */
  void reject(HttpExchange exchange, McpRequest request, String problem) {
    var result = McpAnswers.toolResult(problem, true);
    exchange.answer(HttpAnswer.json(200, answers.response(request, result)));
  }

  /** Performs a call and answers with a stream, if the client accepts one. */
  void perform(HttpExchange exchange, McpRequest request, Work work) throws InterruptedException {
    var run =
        new NewRun(
            runId(exchange.client(), request, request.id()),
            exchange.client(),
            ids.request(exchange.client(), exchange.body()),
            "",
            work.conversation(),
            null,
            work.toolCall(),
            true);
    var cancellation = new Cancellation();
    exchange.onCancel(cancellation::cancel);
    var progress =
        exchange.head().header("accept").orElse("").contains("text/event-stream")
            ? new CallProgress(exchange, request, work.writer())
            : null;
    var listener = progress == null ? RunListener.NONE : progress;
    var response = answers.response(request, perform(run, cancellation, listener, work));
    if (progress == null || !progress.end(response)) {
      exchange.answer(HttpAnswer.json(200, response));
    }
  }

  /** Cancels the call that a notification names. */
  void cancel(String client, McpRequest notification) {
    var requestId = notification.params().path("requestId");
    if (!notification.session().isEmpty() && requestId.isValueNode()) {
      runs.cancel(runId(client, notification, requestId));
    }
  }

  private ObjectNode perform(NewRun run, Cancellation cancellation, RunListener listener, Work work)
      throws InterruptedException {
    try {
      return work.result().apply(runs.perform(run, cancellation, listener));
    } catch (ClientDisconnectedException e) {
      throw e;
    } catch (SympoziumException e) {
      return McpAnswers.toolResult(e.getMessage(), true);
    }
  }

  /** Derives the run of a call in a session, so that every replica can cancel it. */
  private String runId(String client, McpRequest request, @Nullable JsonNode requestId) {
    return request.session().isEmpty() || requestId == null
        ? ids.random()
        : ids.derived(client, "mcp\0" + request.session() + "\0" + JsonTrees.write(requestId));
  }
}
