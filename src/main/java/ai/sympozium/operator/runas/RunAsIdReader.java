package ai.sympozium.operator.runas;

import ai.sympozium.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads which user and group the pods of a namespace have, and remembers them for some seconds: a
 * burst of runs reads its namespace once.
 */
@ApplicationScoped
public class RunAsIdReader {
  static final Duration MAX_AGE = Duration.ofSeconds(10);

  private static final int MAX_NAMESPACES = 1_000;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final RunAsIds fallback;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  @Inject
  RunAsIdReader(KubernetesClient client, InstantSource clock, OperatorConfig config) {
    this(client, clock, new RunAsIds(config.runAsUser(), config.runAsGroup()));
  }

  RunAsIdReader(KubernetesClient client, InstantSource clock, RunAsIds fallback) {
    this.client = client;
    this.clock = clock;
    this.fallback = fallback;
  }

  private record Known(RunAsIds ids, Instant readAt) {}

  /** Returns the ids for pods of a namespace. */
  public RunAsIds of(String namespace) {
    Known last = known.get(namespace);
    return last != null && clock.instant().isBefore(last.readAt().plus(MAX_AGE))
        ? last.ids()
        : read(namespace);
  }

  /** Reads the ids from the API server, for example after it has rejected a pod. */
  public RunAsIds read(String namespace) {
    Namespace found = client.namespaces().withName(namespace).get();
    Map<String, String> annotations = found == null ? null : found.getMetadata().getAnnotations();
    RunAsIds ids =
        RunAsIds.of(namespace, Objects.requireNonNullElse(annotations, Map.of()), fallback);
    if (known.size() >= MAX_NAMESPACES) {
      known.clear();
    }
    known.put(namespace, new Known(ids, clock.instant()));
    return ids;
  }
}
