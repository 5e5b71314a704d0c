package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Namespace of one benchmark. Closing it deletes it. */
record BenchNamespace(KubernetesClient client, String name) implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /** Enough for ten thousand objects. */
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(15);

  /** Connects to the installed cluster. */
  static KubernetesClient connect() {
    File kubeconfig = new File(System.getProperty("sympozium.kubeconfig", "target/kubeconfig"));
    Config config = Config.fromKubeconfig(kubeconfig);
    config.setRequestTimeout((int) TIMEOUT.toMillis());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Creates a namespace, and returns when pods can be created in it. */
  static BenchNamespace create(
      KubernetesClient client, String prefix, Map<String, String> annotations) {
    String name = prefix + "-" + Long.toString(System.currentTimeMillis() / 1000, 36);
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .create();
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
    return new BenchNamespace(client, name);
  }

  /** Applies one or more manifests. */
  void apply(String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(name)
        .serverSideApply();
  }

  /** Stores a transcript for the provider {@code replay}. */
  void transcript(String map, List<String> lines) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(map)
                .withNamespace(name)
                .endMetadata()
                .addToData("transcript.jsonl", String.join("\n", lines) + "\n")
                .build())
        .create();
  }

  /**
   * Waits for the end of a run.
   *
   * @throws IllegalStateException if the run failed
   */
  AgentRunStatus awaitSuccess(String run, Duration poll) {
    var resource = client.resources(AgentRun.class).inNamespace(name).withName(run);
    Awaitility.await(run)
        .atMost(TIMEOUT)
        .pollInterval(poll)
        .until(() -> {
          AgentRunStatus status = resource.require().getStatus();
          return status != null && status.phase() != null && status.phase().isFinal();
        });
    AgentRunStatus status = resource.require().getStatus();
    if (status.error() != null) {
      throw new IllegalStateException(run + " failed: " + status.error());
    }
    return status;
  }

  /** Waits for the deletion, which would disturb the next measurement. */
  @Override
  public void close() {
    var namespace = client.namespaces().withName(name);
    namespace.delete();
    Awaitility.await("deletion of namespace " + name)
        .atMost(DELETION_TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> namespace.get() == null);
  }
}
