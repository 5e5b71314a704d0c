package ai.sympozium.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster through the credentials of the person who asks.
 *
 * @param namespace the one that was asked for, else the context's, else {@code default}
 * @param operatorNamespace where the operator and the built-in packs are
 */
public record Cluster(KubernetesClient client, String namespace, String operatorNamespace)
    implements AutoCloseable {
  /**
   * Reads something that may not be there.
   *
   * @param what verb and object, for the words when it is refused: {@code get skillpacks/x in demo}
   * @throws NotReadableException when the person who asks may not read it
   */
  public <T> Optional<T> read(String what, Supplier<@Nullable T> read) {
    try {
      return Optional.ofNullable(read.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new NotReadableException("you may not " + what);
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
