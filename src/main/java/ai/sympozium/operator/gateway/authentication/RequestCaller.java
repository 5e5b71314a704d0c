package ai.sympozium.operator.gateway.authentication;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Carries the authenticated pod from the filter to the resource of a request. */
@RequestScoped
public class RequestCaller {
  private @Nullable AuthenticatedPod pod;

  void set(AuthenticatedPod authenticated) {
    pod = authenticated;
  }

  public AuthenticatedPod pod() {
    if (pod == null) {
      throw new IllegalStateException("the resource has no authentication filter");
    }
    return pod;
  }
}
