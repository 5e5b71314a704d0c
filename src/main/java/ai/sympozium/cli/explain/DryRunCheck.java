package ai.sympozium.cli.explain;

import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.net.HttpURLConnection;

/**
 * Lets the API server judge a run as it would when it was created: schema, admission policies,
 * webhooks. It is a dry run, so nothing is stored and no operator sees it.
 */
final class DryRunCheck {
  private static final String QUESTION = "the API server takes it";
  private static final int UNPROCESSABLE = 422;

  private DryRunCheck() {}

  static CheckResult of(GenericKubernetesResource run, Cluster cluster) {
    try {
      cluster.client().resource(run).dryRun().fieldValidation(Validation.STRICT).create();
      return CheckResult.yes(QUESTION, "tried with a dry run");
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_BAD_REQUEST,
            HttpURLConnection.HTTP_FORBIDDEN,
            HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_CONFLICT,
            UNPROCESSABLE ->
            CheckResult.no(QUESTION, words(e));
        default -> CheckResult.unknown(QUESTION, words(e));
      };
    }
  }

  private static String words(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
