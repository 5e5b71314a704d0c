package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.TimeoutException;

/** Says in a few words why a call to the API server failed. Never quotes what was sent. */
public final class ApiErrors {
  private ApiErrors() {}

  public static String words(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return "HTTP " + e.getCode() + ", " + e.getStatus().getMessage();
    }
    if (e.getCode() != 0) {
      return "HTTP " + e.getCode();
    }
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause instanceof TimeoutException
        ? "the API server did not answer in time"
        : "the API server could not be reached: " + cause.getMessage();
  }
}
