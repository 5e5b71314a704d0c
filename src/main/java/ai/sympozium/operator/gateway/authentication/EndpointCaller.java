package ai.sympozium.operator.gateway.authentication;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Carries the authenticated pod of an endpoint from the filter to the resource. */
@RequestScoped
public class EndpointCaller {
  private @Nullable EndpointPod pod;

  void set(EndpointPod authenticated) {
    pod = authenticated;
  }

  public EndpointPod pod() {
    if (pod == null) {
      throw new IllegalStateException("the resource has no authentication filter");
    }
    return pod;
  }
}
