package ai.sympozium.operator.agentrun.cache;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Reads ConfigMaps by name. They are not watched: a user who can write ConfigMaps can label them.
 * Only a few are in memory at a time, because each can have 1 MiB.
 */
@ApplicationScoped
public class ConfigMapReader {
  static final int MAX_AT_A_TIME = 4;

  private final KubernetesClient client;
  private final Semaphore turns = new Semaphore(MAX_AT_A_TIME, true);

  ConfigMapReader(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Reads a ConfigMap. Empty if it does not exist or its content is not the expected one.
   *
   * @param content extracts what is needed, so that the rest of the object can be collected
   */
  public <T> Optional<T> read(
      String namespace, String name, Function<ConfigMap, Optional<T>> content) {
    turns.acquireUninterruptibly();
    try {
      return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get())
          .flatMap(content);
    } finally {
      turns.release();
    }
  }
}
