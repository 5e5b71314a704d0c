package ai.sympozium.executor;

import ai.sympozium.contract.PodContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A kubeconfig for the API token of a skill. Without it, kubectl ignores the files of the token as
 * soon as a command has an option such as {@code --request-timeout}, and connects to localhost.
 *
 * <p>It contains the token and the path of its file: client-go reads the file again when the token
 * is renewed, and other clients, such as those of JavaScript and Java, know only the token.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">kubeconfig</a>
 */
final class Kubeconfig {
  static final String VARIABLE = "KUBECONFIG";

  private Kubeconfig() {}

  static Path file(Path serviceAccount) {
    return serviceAccount.resolve(PodContract.API_KUBECONFIG_FILE);
  }

  /** Returns the text; empty if the container does not know the address of the API server. */
  static Optional<String> of(
      Map<String, String> environment, Path serviceAccount, String namespace, String token) {
    var host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    var port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        """
        apiVersion: v1
        kind: Config
        current-context: skill
        contexts: [{name: skill, context: {cluster: cluster, user: skill, namespace: "%s"}}]
        clusters: [{name: cluster, cluster: {server: "https://%s:%s", certificate-authority: "%s"}}]
        users: [{name: skill, user: {token: "%s", tokenFile: "%s"}}]
        """
            .formatted(
                namespace,
                host.contains(":") ? "[" + host + "]" : host,
                port,
                serviceAccount.resolve(PodContract.API_CA_FILE),
                token,
                serviceAccount.resolve(PodContract.API_TOKEN_FILE)));
  }
}
