package ai.sympozium.operator.gateway.authentication;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Authenticates the connector of an instance before the body of its request is read. */
@Provider
@ConnectorOnly
@Priority(Priorities.AUTHENTICATION)
class ConnectorAuthenticationFilter implements ContainerRequestFilter {
  private final ConnectorAuthenticator connectors;
  private final ConnectorCaller caller;

  ConnectorAuthenticationFilter(ConnectorAuthenticator connectors, ConnectorCaller caller) {
    this.connectors = connectors;
    this.caller = caller;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    caller.set(connectors.authenticate(BearerToken.of(request)));
  }
}
