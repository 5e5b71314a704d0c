package ai.sympozium.cli.explain;

import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.net.HttpURLConnection;

/**
 * Sends the run to the API server as a dry run, which checks schema, admission policies and
 * webhooks. Nothing is stored, so no operator receives the run.
 */
final class DryRunCheck {
  private static final String QUESTION = "the API server accepts it";
  private static final int UNPROCESSABLE = 422;

  private DryRunCheck() {}

  static CheckResult of(GenericKubernetesResource run, Cluster cluster) {
    try {
      cluster.client().resource(run).dryRun().fieldValidation(Validation.STRICT).create();
      return CheckResult.yes(QUESTION, "checked with a dry run");
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_BAD_REQUEST,
            HttpURLConnection.HTTP_FORBIDDEN,
            HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_CONFLICT,
            UNPROCESSABLE ->
            CheckResult.no(QUESTION, message(e));
        default -> CheckResult.unknown(QUESTION, message(e));
      };
    }
  }

  private static String message(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
