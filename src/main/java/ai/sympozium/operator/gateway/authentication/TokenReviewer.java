package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server which pod a token is bound to.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/">
 *     Bound service account tokens</a>
 */
@ApplicationScoped
class TokenReviewer {
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";
  private static final String ACCOUNT_PREFIX = "system:serviceaccount:";

  private final KubernetesClient client;

  TokenReviewer(KubernetesClient client) {
    this.client = client;
  }

  BoundPod review(String token, String audience) {
    TokenReview review =
        client
            .tokenReviews()
            .create(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(audience)
                    .endSpec()
                    .build());
    var status = review.getStatus();
    if (status == null
        || !Boolean.TRUE.equals(status.getAuthenticated())
        || !status.getAudiences().contains(audience)) {
      throw notValid(audience);
    }
    String user = status.getUser().getUsername();
    Map<String, List<String>> extra = status.getUser().getExtra();
    Optional<String> podName = first(extra, POD_NAME);
    Optional<String> podUID = first(extra, POD_UID);
    if (!user.startsWith(ACCOUNT_PREFIX) || podName.isEmpty() || podUID.isEmpty()) {
      throw new GatewayException(ErrorCode.FORBIDDEN, "the token is not bound to a pod");
    }
    int separator = user.lastIndexOf(':');
    return new BoundPod(
        user.substring(ACCOUNT_PREFIX.length(), separator),
        user.substring(separator + 1),
        podName.get(),
        podUID.get());
  }

  static GatewayException notValid(String audience) {
    return new GatewayException(
        ErrorCode.UNAUTHORIZED, "the token is not valid for audience " + audience);
  }

  private static Optional<String> first(@Nullable Map<String, List<String>> extra, String key) {
    return Optional.ofNullable(extra)
        .map(e -> e.get(key))
        .flatMap(values -> values.stream().findFirst());
  }
}
