package ai.sympozium.operator.gateway;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Carries the authenticated pod from the filter to the resource of a request. */
@RequestScoped
class RequestCaller {
  private @Nullable AuthenticatedPod pod;

  void set(AuthenticatedPod authenticated) {
    pod = authenticated;
  }

  AuthenticatedPod pod() {
    if (pod == null) {
      throw new IllegalStateException("the resource has no authentication filter");
    }
    return pod;
  }
}
