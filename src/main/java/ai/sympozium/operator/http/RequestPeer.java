package ai.sympozium.operator.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;

/** Address and connection of the client of a request. */
@RequestScoped
public class RequestPeer {
  private final CurrentVertxRequest current;
  private final GatewayConnections connections;

  RequestPeer(CurrentVertxRequest current, GatewayConnections connections) {
    this.current = current;
    this.connections = connections;
  }

  public String address() {
    return request().remoteAddress().hostAddress();
  }

  /** Reports that the client is authenticated, so that its connection is preferred to others. */
  public void confirm() {
    connections.confirm(request().connection());
  }

  private HttpServerRequest request() {
    return current.getCurrent().request();
  }
}
