package ai.sympozium.operator.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;

/** Address, connection and namespace of the client of a request. */
@RequestScoped
public class RequestPeer {
  private final CurrentVertxRequest current;
  private final GatewayConnections connections;
  private String namespace = "";

  RequestPeer(CurrentVertxRequest current, GatewayConnections connections) {
    this.current = current;
    this.connections = connections;
  }

  public String address() {
    return request().remoteAddress().hostAddress();
  }

  /**
   * Reports that the client is authenticated, so that its connection is preferred to others.
   *
   * @param podNamespace namespace of the pod that sends the request
   */
  public void confirm(String podNamespace) {
    namespace = podNamespace;
    connections.confirm(request().connection());
  }

  /** Returns the namespace of the authenticated pod; empty for requests of the API server. */
  String namespace() {
    return namespace;
  }

  private HttpServerRequest request() {
    return current.getCurrent().request();
  }
}
