package ai.sympozium.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connection to the cluster with the credentials of the user.
 *
 * @param namespace from {@code --namespace}, else from the context, else {@code default}
 * @param operatorNamespace namespace of the operator and of the built-in packs
 */
public record Cluster(KubernetesClient client, String namespace, String operatorNamespace)
    implements AutoCloseable {
  /**
   * Reads an object that may not exist.
   *
   * @param request verb and object for the error message: {@code get skillpacks/x in demo}
   * @throws NotReadableException when the user may not read it
   */
  public <T> Optional<T> read(String request, Supplier<@Nullable T> read) {
    try {
      return Optional.ofNullable(read.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new NotReadableException("you may not " + request);
      }
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
