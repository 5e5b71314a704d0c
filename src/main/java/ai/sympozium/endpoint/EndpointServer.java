package ai.sympozium.endpoint;

import ai.sympozium.endpoint.auth.KeyRateLimits;
import ai.sympozium.endpoint.http.ExchangeHandler;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.http.HttpListener;
import ai.sympozium.endpoint.http.TlsFiles;
import ai.sympozium.endpoint.mcp.McpApi;
import ai.sympozium.endpoint.openai.ChatCompletions;
import ai.sympozium.endpoint.openai.ModelNames;
import ai.sympozium.endpoint.openai.OpenAiApi;
import ai.sympozium.endpoint.openai.Responses;
import ai.sympozium.endpoint.openai.RunRequests;
import ai.sympozium.endpoint.page.ChatPage;
import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.RunIds;
import ai.sympozium.endpoint.run.RunService;
import ai.sympozium.endpoint.run.RunSlots;
import io.github.bucket4j.TimeMeter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Connects the parts of the endpoint. */
final class EndpointServer implements AutoCloseable {
  /** Time to complete the responses of cancelled requests. */
  private static final Duration CANCELLATION = Duration.ofSeconds(2);

  private final HttpListener listener;
  private final RunService service;

  /** Times of the endpoint, which tests shorten. */
  record Times(Duration queue, Duration idle, Duration retryAfter) {
    static final Times DEFAULT =
        new Times(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(10));
  }

  private EndpointServer(HttpListener listener, RunService service) {
    this.listener = listener;
    this.service = service;
  }

  /** Port, certificate and limits. Port 0 selects a free port. */
  record Listening(int port, @Nullable TlsFiles tls, HttpLimits limits) {}

  static EndpointServer start(
      Vertx vertx,
      Listening listening,
      EndpointSettings settings,
      EndpointGate.Clients clients,
      AgentRuns runs,
      Times times) {
    var clock = InstantSource.system();
    var slots =
        new RunSlots(
            new RunSlots.Limits(
                settings.activeRuns(),
                settings.queuedRequests(),
                times.queue(),
                times.retryAfter()));
    var service = new RunService(runs, slots, times.idle());
    var ids = new RunIds(settings.instanceUid());
    var requests = new RunRequests(ids);
    var models = new ModelNames(settings.instance(), settings.model(), clock.instant());
    var rate =
        new KeyRateLimits(
            settings.ratePerMinute(), settings.rateBurst(), TimeMeter.SYSTEM_NANOTIME);
    var api =
        new OpenAiApi(
            models,
            new ChatCompletions(service, requests, models, clock),
            new Responses(service, runs, requests, models, clock));
    var mcp = new McpApi(settings.instance(), settings.host(), service, runs, ids, rate);
    ExchangeHandler handler =
        exchange -> {
          if (McpApi.isPath(exchange.head().path())) {
            mcp.handle(exchange);
          } else {
            api.handle(exchange);
          }
        };
    var gate = new EndpointGate(clients, rate, settings.webUI() ? ChatPage.load() : ChatPage.NONE);
    var tls = listening.tls();
    var listener =
        tls == null
            ? HttpListener.start(vertx, listening.port(), listening.limits(), gate, handler)
            : HttpListener.start(vertx, listening.port(), tls, listening.limits(), gate, handler);
    return new EndpointServer(listener, service);
  }

  int port() {
    return listener.port();
  }

  /**
   * Waits for open requests, then cancels the others and their runs. A response in the background
   * continues: another replica can retrieve it.
   */
  void stop(Duration atMost) {
    listener.drain(atMost);
    listener.cancelOpen();
    listener.drain(CANCELLATION);
    service.awaitCancellations(CANCELLATION);
    listener.close();
  }

  @Override
  public void close() {
    listener.close();
  }
}
