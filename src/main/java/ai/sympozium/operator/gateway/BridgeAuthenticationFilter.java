package ai.sympozium.operator.gateway;

import ai.sympozium.contract.PodContract;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Authenticates the bridge of a pod before the body of its request is read. */
@Provider
@BridgeOnly
@Priority(Priorities.AUTHENTICATION)
class BridgeAuthenticationFilter implements ContainerRequestFilter {
  private final PodAuthenticator pods;
  private final RequestCaller caller;

  BridgeAuthenticationFilter(PodAuthenticator pods, RequestCaller caller) {
    this.pods = pods;
    this.caller = caller;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    caller.set(pods.authenticate(BearerToken.of(request), PodContract.BRIDGE_AUDIENCE));
  }
}
