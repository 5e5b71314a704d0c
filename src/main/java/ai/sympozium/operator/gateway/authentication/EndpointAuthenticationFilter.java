package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.PeerRateLimit;
import ai.sympozium.operator.http.PeerRateLimit.Rate;
import ai.sympozium.operator.http.RequestPeer;
import ai.sympozium.operator.http.ShedReason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Authenticates a pod of an endpoint, and limits its requests for each second, before the body is
 * read.
 */
@Provider
@EndpointOnly
@Priority(Priorities.AUTHENTICATION)
class EndpointAuthenticationFilter implements ContainerRequestFilter {
  private static final Rate SHARE = new Rate(10, 30);

  /** A busy endpoint polls as often as its runs change, so endpoints share what is left. */
  private static final Rate REST = new Rate(300, 600);

  private final EndpointAuthenticator endpoints;
  private final EndpointCaller caller;
  private final RequestPeer peer;
  private final MeterRegistry metrics;
  private final PeerRateLimit rates = new PeerRateLimit(SHARE, REST, System::nanoTime);

  EndpointAuthenticationFilter(
      EndpointAuthenticator endpoints,
      EndpointCaller caller,
      RequestPeer peer,
      MeterRegistry metrics) {
    this.endpoints = endpoints;
    this.caller = caller;
    this.peer = peer;
    this.metrics = metrics;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    EndpointPod pod = endpoints.authenticate(BearerToken.of(request));
    peer.confirm(pod.namespace());
    if (!rates.tryAcquire(pod.uid())) {
      ShedReason.ENDPOINT_REQUESTS.count(metrics);
      throw new GatewayException(
          ErrorCode.TOO_MANY_REQUESTS, "this pod of an endpoint sends too many requests");
    }
    caller.set(pod);
  }
}
