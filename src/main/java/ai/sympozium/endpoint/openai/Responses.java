package ai.sympozium.endpoint.openai;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.endpoint.http.ClientDisconnectedException;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.Cancellation;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunListener;
import ai.sympozium.endpoint.run.RunService;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates responses. A response is stored as the run that produced it, so every replica can
 * retrieve it, until the history of the instance drops the run.
 */
public final class Responses {
  private final RunService service;
  private final StoredResponses stored;
  private final RunRequests requests;
  private final ModelNames models;
  private final InstantSource clock;

  public Responses(
      RunService service,
      AgentRuns runs,
      RunRequests requests,
      ModelNames models,
      InstantSource clock) {
    this.service = service;
    this.stored = new StoredResponses(runs, service, requests);
    this.requests = requests;
    this.models = models;
    this.clock = clock;
  }

  /** Returns the routes of responses that exist. */
  StoredResponses stored() {
    return stored;
  }

  /** Answers {@code POST /v1/responses}. */
  public void create(HttpExchange exchange) throws InterruptedException {
    var request = ResponseRequest.read(exchange.body());
    var context = request.context();
    models.check(context.model());
    var run =
        requests.create(
            exchange, conversation(exchange, request), context.write(), context.maxOutputTokens());
    var json =
        new ResponseJson(
            run.id(), clock.instant().getEpochSecond(), context, request.instructions());
    if (context.background()) {
      background(exchange, run, json, request.stream());
      return;
    }
    var cancellation = new Cancellation();
    exchange.onCancel(cancellation::cancel);
    if (request.stream()) {
      stream(exchange, run, json, cancellation);
      return;
    }
    var result = service.perform(run, cancellation, RunListener.NONE);
    exchange.answer(
        result.isSuccess()
            ? HttpAnswer.json(200, json.finished(result))
            : RunErrors.of(result).answer());
  }

  private void stream(
      HttpExchange exchange, NewRun run, ResponseJson json, Cancellation cancellation)
      throws InterruptedException {
    var stream = new ResponseStream(exchange, json, -1);
    try {
      stream.finish(service.perform(run, cancellation, stream));
    } catch (ClientDisconnectedException e) {
      throw e;
    } catch (SympoziumException e) {
      if (!stream.isStarted()) {
        throw e;
      }
      stream.fail(e);
    }
  }

  /** Creates the run and answers. The run continues without its client. */
  private void background(HttpExchange exchange, NewRun run, ResponseJson json, boolean streamed)
      throws InterruptedException {
    service.start(run);
    if (streamed) {
      stored.follow(exchange, json, -1);
    } else {
      exchange.answer(HttpAnswer.json(200, json.open("queued")));
    }
  }

  /** Returns the messages of the earlier response with its answer, and those of the request. */
  private Conversation conversation(HttpExchange exchange, ResponseRequest request)
      throws InterruptedException {
    var messages = new ArrayList<ChatMessage>();
    if (request.instructions() != null) {
      messages.add(new ChatMessage(Role.SYSTEM, request.instructions()));
    }
    var previous = request.context().previous();
    if (previous != null) {
      messages.addAll(earlier(exchange, previous));
    }
    messages.addAll(request.input());
    return ChatMessages.checked(messages, "input");
  }

  private List<ChatMessage> earlier(HttpExchange exchange, String previous)
      throws InterruptedException {
    var found =
        stored
            .find(exchange, previous)
            .orElseThrow(() ->
                OpenAiException.invalid(
                    "Previous response with id '%s' not found.".formatted(previous),
                    "previous_response_id",
                    "previous_response_not_found"));
    EndpointRunResult result = found.run().result();
    if (result == null) {
      throw OpenAiException.invalid(
          "Previous response with id '%s' is not finished.".formatted(previous),
          "previous_response_id",
          null);
    }
    var messages = new ArrayList<>(found.run().conversation().messages());
    if (found.context().instructions()) {
      messages.removeFirst();
    }
    messages.add(new ChatMessage(Role.ASSISTANT, result.text()));
    return messages;
  }
}
