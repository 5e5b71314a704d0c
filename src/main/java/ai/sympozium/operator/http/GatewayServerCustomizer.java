package ai.sympozium.operator.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** Limits the connections of the HTTPS server, for which Quarkus has no configuration. */
@ApplicationScoped
class GatewayServerCustomizer implements HttpServerOptionsCustomizer {
  private final GatewayConnections connections;

  GatewayServerCustomizer(GatewayConnections connections) {
    this.connections = connections;
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options.setSslEngineOptions(new AdmittingSslOptions(connections::admit));
  }
}
