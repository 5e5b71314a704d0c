package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * Namespace for runs on simulated nodes. Its instances {@code none}, {@code single} and {@code
 * double} are named after the number of skills with permissions.
 */
final class SimulatedRuns implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int WRITERS = 32;
  private static final long PAGE = 500;
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
              rbac: [{apiGroups: [""], resources: [pods, services], verbs: [get, list]}]
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
    List<AgentRun> atWork = new ArrayList<>();
    forEach(
        AgentRun.class,
        run -> {
          if (run.getStatus() != null && run.getStatus().phase() == AgentRunPhase.RUNNING) {
            atWork.add(run);
          }
        });
    return atWork;
  }

  /** Counts the runs in a final phase. */
  int finished() {
    return count(AgentRun.class, SimulatedRuns::isFinal);
  }

  static boolean isFinal(AgentRun run) {
    AgentRunStatus status = run.getStatus();
    return status != null && status.phase() != null && status.phase().isFinal();
  }

  /** Counts the objects of a kind for which a condition holds. */
  <T extends HasMetadata> int count(Class<T> kind, Predicate<T> condition) {
    AtomicInteger found = new AtomicInteger();
    forEach(
        kind,
        object -> {
          if (condition.test(object)) {
            found.incrementAndGet();
          }
        });
    return found.get();
  }

  /** Reads all objects of a kind in pages, because there can be thousands. */
  private <T extends HasMetadata> void forEach(Class<T> kind, Consumer<T> action) {
    ListOptions page = new ListOptionsBuilder().withLimit(PAGE).build();
    do {
      var list = client.resources(kind).inNamespace(namespace).list(page);
      list.getItems().forEach(action);
      page.setContinue(list.getMetadata().getContinue());
    } while (page.getContinue() != null && !page.getContinue().isEmpty());
  }

  /** Deletes all objects of a kind and their dependents. */
  <T extends HasMetadata> void remove(Class<T> kind) {
    delete(kind);
    Awaitility.await("clean")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            isEmpty(kind) && isEmpty(Pod.class) && isEmpty(RoleBinding.class) && plans().isEmpty());
  }

  /**
   * Deletes all objects of a kind, each with a request. The API server deletes a collection one
   * after another within the 60 s of a request, and closes the connection if it has begun to
   * respond then. On a busy machine a thousand objects take longer.
   */
  <T extends HasMetadata> void delete(Class<T> kind) {
    List<String> names = new ArrayList<>();
    forEach(kind, object -> names.add(object.getMetadata().getName()));
    together(
        names.size(),
        n -> client.resources(kind).inNamespace(namespace).withName(names.get(n)).delete());
  }

  private <T extends HasMetadata> boolean isEmpty(Class<T> kind) {
    ListOptions first = new ListOptionsBuilder().withLimit(1L).build();
    return client.resources(kind).inNamespace(namespace).list(first).getItems().isEmpty();
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
