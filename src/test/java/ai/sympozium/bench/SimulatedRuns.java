package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;

/**
 * Namespace for runs on simulated nodes. Its instances {@code none}, {@code single} and {@code
 * double} are named after the number of skills with permissions.
 */
final class SimulatedRuns implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int WRITERS = 32;
  private static final String SPEC = "{\"instanceRef\": \"%s\", \"task\": \"measure\"}";

  private final KubernetesClient client;
  private final BenchNamespace bench;
  private final String namespace;

  SimulatedRuns(KubernetesClient client, String name) {
    this.client = client;
    this.bench =
        BenchNamespace.create(
            client,
            name,
            Map.of(
                "scheduler.alpha.kubernetes.io/defaultTolerations",
                "[{\"key\": \"sympozium.ai/simulated\", \"operator\": \"Exists\"}]"));
    this.namespace = bench.name();
    prepare();
  }

  String namespace() {
    return namespace;
  }

  void create(String name, String instance) {
    AgentRun run = new AgentRun();
    run.getMetadata().setName(name);
    run.getMetadata().setNamespace(namespace);
    run.setSpec(Serialization.unmarshal(SPEC.formatted(instance), AgentRunSpec.class));
    client.resource(run).create();
  }

  private void prepare() {
    for (String pack : List.of("one", "two")) {
      bench.apply(
          """
          apiVersion: sympozium.ai/v1alpha1
          kind: SkillPack
          metadata: {name: %s}
          spec:
            sidecar:
              image: localhost/debian:12
              rbac: [{apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}]
          """
              .formatted(pack));
    }
    instance("none", "[]");
    instance("single", "[{skillPackRef: one}]");
    instance("double", "[{skillPackRef: one}, {skillPackRef: two}]");
  }

  private void instance(String name, String skills) {
    bench.apply(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: %s}
        spec:
          agents:
            default:
              provider: openai
              model: simulated
              baseURL: http://localhost:1
              nodeSelector: {sympozium.ai/simulated: "true"}
              runTimeout: 1h
          skills: %s
        """
            .formatted(name, skills));
  }

  static void together(int count, IntConsumer work) {
    Semaphore free = new Semaphore(WRITERS);
    List<Future<?>> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int n = i;
        results.add(
            threads.submit(() -> {
              free.acquireUninterruptibly();
              try {
                work.accept(n);
              } finally {
                free.release();
              }
            }));
      }
    }
    for (Future<?> result : results) {
      try {
        result.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Lists the runs whose agent is running. */
  List<AgentRun> atWork() {
    return client.resources(AgentRun.class).inNamespace(namespace).list().getItems().stream()
        .filter(r -> r.getStatus() != null && r.getStatus().phase() == AgentRunPhase.RUNNING)
        .toList();
  }

  /** Counts the runs in a final phase. Reads them in pages, because there can be thousands. */
  int finished() {
    int finished = 0;
    ListOptions page = new ListOptionsBuilder().withLimit(500L).build();
    do {
      var list = client.resources(AgentRun.class).inNamespace(namespace).list(page);
      finished +=
          (int)
              list.getItems().stream()
                  .map(AgentRun::getStatus)
                  .filter(s -> s != null && s.phase() != null && s.phase().isFinal())
                  .count();
      page.setContinue(list.getMetadata().getContinue());
    } while (page.getContinue() != null && !page.getContinue().isEmpty());
    return finished;
  }

  /** Deletes all objects of a kind and their dependents. */
  <T extends HasMetadata> void remove(Class<T> kind) {
    client.resources(kind).inNamespace(namespace).delete();
    Awaitility.await("clean")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            client.resources(kind).inNamespace(namespace).list().getItems().isEmpty()
                && client.pods().inNamespace(namespace).list().getItems().isEmpty()
                && client.rbac().roleBindings().inNamespace(namespace).list().getItems().isEmpty()
                && plans().isEmpty());
  }

  /** Lists plans, which are garbage-collected last. Collection disturbs the next measurement. */
  private List<ConfigMap> plans() {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withLabel(SympoziumLabels.LABEL_RUN)
        .list()
        .getItems();
  }

  @Override
  public void close() {
    bench.close();
  }
}
