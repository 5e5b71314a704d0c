package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Classifies and describes failed calls to the API server. */
public final class ApiErrors {
  private static final int TOO_MANY_REQUESTS = 429;

  private static final Set<Integer> TRANSIENT =
      Set.of(
          TOO_MANY_REQUESTS,
          HttpURLConnection.HTTP_INTERNAL_ERROR,
          HttpURLConnection.HTTP_BAD_GATEWAY,
          HttpURLConnection.HTTP_UNAVAILABLE,
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT);

  private static final Set<Integer> OTHER_CLIENT_ERRORS =
      Set.of(
          HttpURLConnection.HTTP_UNAUTHORIZED,
          HttpURLConnection.HTTP_NOT_FOUND,
          HttpURLConnection.HTTP_BAD_METHOD,
          HttpURLConnection.HTTP_CLIENT_TIMEOUT,
          HttpURLConnection.HTTP_CONFLICT,
          HttpURLConnection.HTTP_GONE);

  /** Messages of the admission plugin ResourceQuota. The second is about a quota that is new. */
  private static final String QUOTA_FULL = "exceeded quota: ";

  private static final String QUOTA_UNKNOWN = "status unknown for quota: ";

  private ApiErrors() {}

  public static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  public static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** Checks whether a quota has no space for the object of a request. */
  public static boolean isQuotaExceeded(KubernetesClientException e) {
    return isForbidden(e, QUOTA_FULL);
  }

  /**
   * Checks whether an object that could not be created can exist. The API server checks quotas
   * before names. So if an object fills its quota, each further creation exceeds the quota.
   */
  public static boolean canExist(KubernetesClientException e) {
    return isConflict(e) || isQuotaExceeded(e) || isForbidden(e, QUOTA_UNKNOWN);
  }

  private static boolean isForbidden(KubernetesClientException e, String message) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        && e.getStatus() != null
        && e.getStatus().getMessage() != null
        && e.getStatus().getMessage().contains(message);
  }

  /**
   * Checks whether an authorizer, a quota or an admission controller rejected the request. Policies
   * answer with 422 by default, Pod Security with 403, webhooks with any code they choose.
   */
  public static boolean isRejected(KubernetesClientException e) {
    return e.getCode() / 100 == 4 && !OTHER_CLIENT_ERRORS.contains(e.getCode()) && !isTransient(e);
  }

  /** Checks whether the same request can succeed later without any change. */
  public static boolean isTransient(KubernetesClientException e) {
    return hasNoResponse(e) || TRANSIENT.contains(e.getCode());
  }

  /** The client uses 0 and -1 for calls that received no response. */
  private static boolean hasNoResponse(KubernetesClientException e) {
    return e.getCode() <= 0;
  }

  /** Describes a failure in one line. Never quotes the request. */
  public static String describe(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return "HTTP " + e.getCode() + ", " + e.getStatus().getMessage();
    }
    if (!hasNoResponse(e)) {
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
