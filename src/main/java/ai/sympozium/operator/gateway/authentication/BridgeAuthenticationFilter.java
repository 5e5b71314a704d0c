package ai.sympozium.operator.gateway.authentication;

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
  private final RunUpload upload;

  BridgeAuthenticationFilter(PodAuthenticator pods, RequestCaller caller, RunUpload upload) {
    this.pods = pods;
    this.caller = caller;
    this.upload = upload;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    AuthenticatedPod pod = pods.authenticateBridge(BearerToken.of(request));
    upload.begin(pod.run().getMetadata().getUid(), request.getUriInfo().getPath());
    caller.set(pod);
  }
}
