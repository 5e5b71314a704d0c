package ai.sympozium.endpoint.openai;

import ai.sympozium.base.BoundedMap;
import ai.sympozium.base.SympoziumException;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.http.ClientDisconnectedException;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.Cancellation;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.RunService;
import ai.sympozium.endpoint.run.StoredRun;
import java.util.Map;
import java.util.Optional;

/** Retrieves, streams, cancels and deletes responses that exist. A client finds its own only. */
final class StoredResponses {
  /** Each has up to 0.8 MB of conversation. */
  private static final int MAX_CANCELLED = 32;

  private final AgentRuns runs;
  private final RunService service;
  private final RunRequests requests;

  /** A cancelled run is deleted. Its response is known here for some time. */
  private final Map<String, Response> cancelled = BoundedMap.byInsertion(MAX_CANCELLED);

  /** A response and its run. */
  record Response(StoredRun run, ResponseContext context) {
    ResponseJson json() {
      var earlier = run.conversation().earlier();
      var instructions =
          context.instructions() && !earlier.isEmpty() && earlier.getFirst().has(Role.SYSTEM)
              ? earlier.getFirst().text()
              : null;
      return new ResponseJson(run.id(), run.createdAt().getEpochSecond(), context, instructions);
    }
  }

  StoredResponses(AgentRuns runs, RunService service, RunRequests requests) {
    this.runs = runs;
    this.service = service;
    this.requests = requests;
  }

  /** Answers {@code GET /v1/responses/{id}}. */
  void get(HttpExchange exchange, String id) throws InterruptedException {
    var response = require(exchange, id);
    var json = response.json();
    if (exchange.head().parameter("stream").orElse("").equals("true")) {
      follow(exchange, json, startingAfter(exchange));
      return;
    }
    EndpointRunResult result = response.run().result();
    exchange.answer(
        HttpAnswer.json(200, result == null ? json.open("in_progress") : json.finished(result)));
  }

  /** Answers {@code GET /v1/responses/{id}/input_items}. */
  void inputItems(HttpExchange exchange, String id) throws InterruptedException {
    var response = require(exchange, id);
    exchange.answer(
        HttpAnswer.json(
            200, ResponseJson.inputItems(response.run().id(), response.run().conversation())));
  }

  /** Answers {@code POST /v1/responses/{id}/cancel}. */
  void cancel(HttpExchange exchange, String id) throws InterruptedException {
    var response = require(exchange, id);
    if (!response.context().background()) {
      throw OpenAiException.invalid("Cannot cancel a synchronous response.", null, null);
    }
    EndpointRunResult result = response.run().result();
    if (result == null) {
      result = EndpointRunResult.failed(StopReason.CANCELLED, "The response was cancelled.");
      var run = response.run();
      cancelled.put(
          run.id(),
          new Response(
              new StoredRun(
                  run.id(),
                  run.request(),
                  run.context(),
                  run.createdAt(),
                  run.conversation(),
                  result),
              response.context()));
      service.cancel(run.id());
    }
    exchange.answer(HttpAnswer.json(200, response.json().finished(result)));
  }

  /** Answers {@code DELETE /v1/responses/{id}}. */
  void delete(HttpExchange exchange, String id) throws InterruptedException {
    var response = require(exchange, id);
    cancelled.remove(response.run().id());
    runs.cancel(response.run().id());
    exchange.answer(HttpAnswer.json(200, ResponseJson.deleted(id)));
  }

  /** Streams a response whose run exists. The run continues if the client disconnects. */
  void follow(HttpExchange exchange, ResponseJson json, long startAfter)
      throws InterruptedException {
    var stream = new ResponseStream(exchange, json, startAfter);
    var cancellation = new Cancellation();
    exchange.onCancel(cancellation::cancel);
    try {
      stream.finish(service.follow(json.runId(), cancellation, stream));
    } catch (ClientDisconnectedException e) {
      throw e;
    } catch (SympoziumException e) {
      stream.fail(e);
    }
  }

  /** Finds a response of the client. */
  Optional<Response> find(HttpExchange exchange, String id) throws InterruptedException {
    var runId = ResponseJson.runId(id);
    if (!EndpointContract.isRunId(runId)) {
      return Optional.empty();
    }
    var known = cancelled.get(runId);
    var response =
        known != null
            ? Optional.of(known)
            : runs.find(runId)
                .flatMap(
                    run -> ResponseContext.read(run).map(context -> new Response(run, context)));
    return response
        .filter(found -> requests.isOwner(exchange, found.run().request()))
        .filter(found -> found.context().stored());
  }

  private Response require(HttpExchange exchange, String id) throws InterruptedException {
    return find(exchange, id)
        .orElseThrow(() ->
            new OpenAiException(
                OpenAiError.invalid(404, "Response with id '%s' not found.".formatted(id), null)));
  }

  private static long startingAfter(HttpExchange exchange) {
    try {
      return Long.parseLong(exchange.head().parameter("starting_after").orElse("-1"));
    } catch (NumberFormatException e) {
      throw OpenAiException.invalid(
          "Invalid type for 'starting_after': expected an integer.",
          "starting_after",
          "invalid_type");
    }
  }
}
