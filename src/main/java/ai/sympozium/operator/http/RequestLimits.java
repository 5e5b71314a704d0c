package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.PeerRateLimit.Rate;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Limits the requests of pods for each second, before they are dispatched to a thread. Closes a
 * connection whose client continues to send a body that is not read.
 */
@ApplicationScoped
class RequestLimits {
  /** After {@link RequestMetrics}, which measures rejected requests too. */
  private static final int SECOND = 900;

  private static final Rate SHARE = new Rate(30, 150);
  private static final Rate REST = new Rate(200, 1_000);

  /** Long enough for a client to send what it has begun and to read the response. */
  private static final Duration UNREAD_BODY = Duration.ofSeconds(1);

  private final GatewayConnections connections;
  private final TrustedPath trusted;
  private final MeterRegistry metrics;
  private final PeerRateLimit rate = new PeerRateLimit(SHARE, REST, System::nanoTime);

  RequestLimits(GatewayConnections connections, TrustedPath trusted, MeterRegistry metrics) {
    this.connections = connections;
    this.trusted = trusted;
    this.metrics = metrics;
  }

  void register(@Observes Filters filters) {
    filters.register(this::limit, SECOND);
  }

  private void limit(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.addEndHandler(end -> closeUnlessRead(context));
    if (trusted.isTrusted(context.normalizedPath())) {
      connections.exempt(request.connection());
      context.next();
    } else if (rate.tryAcquire(request.remoteAddress().hostAddress())) {
      context.next();
    } else {
      ShedReason.REQUEST_RATE.count(metrics);
      reject(context);
    }
  }

  private static void reject(RoutingContext context) {
    ErrorCode code = ErrorCode.TOO_MANY_REQUESTS;
    JsonObject detail =
        JsonObject.of(
            GatewayApi.ERROR_CODE,
            code.value(),
            GatewayApi.ERROR_MESSAGE,
            "this address sends too many requests");
    context
        .response()
        .setStatusCode(code.status())
        .putHeader("Content-Type", "application/json")
        .putHeader("Retry-After", ErrorResponse.RETRY_AFTER_SECONDS)
        .end(JsonObject.of(GatewayApi.ERROR, detail).encode())
        .onComplete(end -> context.request().connection().close());
  }

  private static void closeUnlessRead(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!request.isEnded()) {
      context
          .vertx()
          .setTimer(
              UNREAD_BODY.toMillis(),
              late -> {
                if (!request.isEnded()) {
                  request.connection().close();
                }
              });
    }
  }
}
