package ai.sympozium.operator.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Measures the duration of all requests to the gateway. */
@ApplicationScoped
class RequestMetrics {
  private static final int FIRST = 1000;

  private final MeterRegistry metrics;

  RequestMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  void register(@Observes Filters filters) {
    filters.register(this::measure, FIRST);
  }

  private void measure(RoutingContext request) {
    Timer.Sample sample = Timer.start(metrics);
    String path = GatewayRoutes.label(request.normalizedPath());
    request.addEndHandler(end ->
        sample.stop(
            metrics.timer(
                "sympozium.gateway.request.duration",
                "path",
                path,
                "status",
                Integer.toString(request.response().getStatusCode()))));
    request.next();
  }
}
