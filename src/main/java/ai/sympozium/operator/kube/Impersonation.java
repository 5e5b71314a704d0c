package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;

/** Sends requests as another user, which the API server authorizes. */
public final class Impersonation {
  private Impersonation() {}

  /** Returns a client that shares connections and interceptors with the given one. */
  public static KubernetesClient of(KubernetesClient client, String user) {
    var settings = client.getConfiguration().getRequestConfig();
    return client
        .newClient(new RequestConfigBuilder(settings).withImpersonateUsername(user).build())
        .adapt(KubernetesClient.class);
  }
}
