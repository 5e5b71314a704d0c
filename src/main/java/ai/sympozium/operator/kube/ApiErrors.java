package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Classifies and describes failed calls to the API server. */
public final class ApiErrors {
  private static final int TOO_MANY_REQUESTS = 429;

  /** The call never received a response. */
  private static final int NO_RESPONSE = 0;

  private static final Set<Integer> TRANSIENT =
      Set.of(
          NO_RESPONSE,
          TOO_MANY_REQUESTS,
          HttpURLConnection.HTTP_INTERNAL_ERROR,
          HttpURLConnection.HTTP_BAD_GATEWAY,
          HttpURLConnection.HTTP_UNAVAILABLE,
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT);

  private ApiErrors() {}

  public static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  public static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** Checks whether the same request can succeed later without any change. */
  public static boolean isTransient(KubernetesClientException e) {
    return TRANSIENT.contains(e.getCode());
  }

  /** Describes a failure in one line. Never quotes the request. */
  public static String describe(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return "HTTP " + e.getCode() + ", " + e.getStatus().getMessage();
    }
    if (e.getCode() != NO_RESPONSE) {
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
