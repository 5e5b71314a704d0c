package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.SympoziumInstance;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Carries the instance of the authenticated connector from the filter to the resource. */
@RequestScoped
public class ConnectorCaller {
  private @Nullable SympoziumInstance instance;

  void set(SympoziumInstance authenticated) {
    instance = authenticated;
  }

  public SympoziumInstance instance() {
    if (instance == null) {
      throw new IllegalStateException("the resource has no authentication filter");
    }
    return instance;
  }
}
