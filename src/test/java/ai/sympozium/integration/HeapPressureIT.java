package ai.sympozium.integration;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.integration.controlplane.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Tests that the memory of the operator, and with it the end of permissions, does not depend on
 * what a tenant stores: more bytes of each kind than fit into the operator's heap.
 */
@ControlPlaneTest
class HeapPressureIT {
  private static final Logger LOG = Logger.getLogger(HeapPressureIT.class);
  private static final int RUNS = 50;
  private static final int OBJECTS = 40;

  /** Changes during the revocations that even a slow API server answers in time. */
  private static final int FEWEST_CHANGES = 5;

  private static final String MEGABYTE = "x".repeat(1_000_000);
  private static final String LARGEST_TEXT = "x".repeat(131_072);
  private static final String LARGEST_DOCUMENT = "x".repeat(262_144);

  /** The API server writes each of these characters as six. */
  private static final String LARGEST_ANNOTATION = "<".repeat(250_000);

  private static final Path COLLECTIONS =
      ControlPlane.logDirectory("outside-operator").resolve("collections.log");

  /** Other collections leave garbage. */
  private static final Pattern HEAP_AFTER_FULL_COLLECTION =
      Pattern.compile("Pause Full .*->(\\d+)M\\(");

  /** Prefix of the installed operator, whose endpoint the process takes over. */
  private static final String NAME = "sympozium-operator";

  private static String namespace = "";
  private static String tenant = "";
  private static OperatorProcess operator;

  @BeforeAll
  static void startRuns() {
    namespace = TestCluster.namespace("heap");
    tenant = TestCluster.namespace("heap-tenant");
    Operator.stop();
    operator = start();
    FaultTestFixtures.set(namespace);
    inParallel(
        RUNS, i -> TestCluster.run(namespace, "r" + i, "instanceRef: waiting", "task: Wait."));
    inParallel(RUNS, i -> RunWaits.await(namespace, "r" + i, "tool"));
  }

  @AfterAll
  static void remove() {
    operator.kill();
    Operator.start();
    TestCluster.deleteNamespace(namespace);
    TestCluster.deleteNamespace(tenant);
  }

  @Test
  void shouldRevokePermissionsOfAllRunsWhenTenantFillsCluster(TestReporter reporter) {
    reporter.publishEntry("heap in use before, MiB", String.valueOf(usedHeap()));
    fill();
    assertThat(operator.isAlive()).as("operator that watches: %s", operator.log()).isTrue();
    reporter.publishEntry("heap in use after watching, MiB", String.valueOf(usedHeap()));
    operator.kill();

    // A start needs the most memory: the operator lists everything.
    operator = start();
    long begun = System.nanoTime();
    await("the operator has listed everything and leads")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> OutOfClusterOperator.leader().equals(operator.name()));
    var changes = new AtomicInteger();
    try (var churn = Executors.newSingleThreadScheduledExecutor()) {
      churn.scheduleAtFixedRate(() -> change(changes), 0, 50, MILLISECONDS);
      try {
        revokeAll();
      } finally {
        churn.shutdownNow(); // Otherwise a failure would wait for the changes.
      }
    }
    reporter.publishEntry("changes of large pods", changes.toString());
    assertThat(changes).as("changes of large pods").hasValueGreaterThan(FEWEST_CHANGES);

    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    reporter.publishEntry("start to last revocation, ms", String.valueOf(elapsed.toMillis()));
    reporter.publishEntry("heap in use after listing, MiB", String.valueOf(usedHeap()));
    reporter.publishEntry("most heap after a full collection, MiB", String.valueOf(peakHeap()));
    assertThat(operator.isAlive()).as("operator that lists: %s", operator.log()).isTrue();
  }

  private static void revokeAll() {
    inParallel(
        RUNS,
        i -> {
          RunWaits.release(
              namespace, TestCluster.awaitPod(namespace, "r" + i).getMetadata().getName());
          return i;
        });
    for (int i = 0; i < RUNS; i++) {
      assertRevoked("r" + i);
    }
  }

  private static OperatorProcess start() {
    return OperatorProcess.start(
            NAME,
            OperatorProcess.kubeconfigWithOwnToken(),
            Map.of("JAVA_TOOL_OPTIONS", "-Xlog:gc:file=" + COLLECTIONS.toAbsolutePath()))
        .awaitGateway();
  }

  private static void assertRevoked(String run) {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, run);
    assertThat(status.skills()).extracting(SkillStatus::revokedAt).doesNotContainNull();
    assertThat(TestCluster.grants(TestCluster.get(namespace, run).getMetadata().getUid()))
        .isEmpty();
  }

  private static int usedHeap() {
    operator.collectGarbage();
    return heapsAfterCollections().getLast();
  }

  private static int peakHeap() {
    return heapsAfterCollections().stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  private static List<Integer> heapsAfterCollections() {
    try {
      return HEAP_AFTER_FULL_COLLECTION
          .matcher(Files.readString(COLLECTIONS))
          .results()
          .map(found -> Integer.valueOf(found.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill() {
    inParallel(OBJECTS, HeapPressureIT::configMap);
    inParallel(OBJECTS, HeapPressureIT::pod);
    inParallel(OBJECTS, HeapPressureIT::run);
    inParallel(OBJECTS, HeapPressureIT::roleBinding);
    inParallel(OBJECTS, HeapPressureIT::pack);
    inParallel(OBJECTS, HeapPressureIT::instance);
  }

  /**
   * Changes a pod of 1.6 MB, which the API server then sends to the operator. The rate is limited
   * to 20 a second, to leave CPU to revocations. An API server that is busy with them may answer
   * one too late. The next change follows.
   */
  private static void change(AtomicInteger changes) {
    int number = changes.get();
    try {
      TestCluster.ADMIN
          .pods()
          .inNamespace(tenant)
          .withName("p" + number % OBJECTS)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"labels\":{\"change\":\"c" + number + "\"}}}");
      changes.incrementAndGet();
    } catch (KubernetesClientException e) {
      LOG.debug("change of a large pod", e); // The number of changes shows whether most succeed.
    }
  }

  private static Object configMap(int i) {
    return create(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("m" + i + "-plan")
            .withLabels(labels(1))
            .endMetadata()
            .withData(Map.of("plan.json", MEGABYTE))
            .build());
  }

  /** The node selector keeps the pod pending. */
  private static Object pod(int i) {
    return create(
        new PodBuilder()
            .withNewMetadata()
            .withName("p" + i)
            .withLabels(labels(1_000))
            .withAnnotations(Map.of("a", LARGEST_ANNOTATION))
            .endMetadata()
            .withNewSpec()
            .withNodeSelector(Map.of("none", "none"))
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName("c")
            .withImage("example/none")
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .addNewEnv()
            .withName("E")
            .withValue(LARGEST_TEXT)
            .endEnv()
            .endContainer()
            .endSpec()
            .build());
  }

  /** The operator refuses the run, because its instance does not exist. */
  private static Object run(int i) {
    return createYaml(
        """
        kind: AgentRun
        metadata: {name: r%d}
        spec: {instanceRef: none, task: %s, systemPrompt: %s}
        """,
        i, LARGEST_TEXT, LARGEST_TEXT);
  }

  /** The API server limits neither the names of RBAC objects nor the number of subjects. */
  private static Object roleBinding(int i) {
    List<Subject> subjects =
        IntStream.range(0, 4_000)
            .mapToObj(user ->
                new SubjectBuilder()
                    .withApiGroup("rbac.authorization.k8s.io")
                    .withKind("User")
                    .withName(user + "x".repeat(60))
                    .build())
            .toList();
    Map<String, String> labels = labels(1_000);
    labels.put("sympozium.ai/namespace-ceiling", "true");
    return create(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName("b" + i + "x".repeat(100_000))
            .withLabels(labels)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .withSubjects(subjects)
            .build());
  }

  private static Object pack(int i) {
    return createYaml(
        """
        kind: SkillPack
        metadata: {name: p%d}
        spec: {skills: [{name: a, content: %s}, {name: b, content: %s}]}
        """,
        i, LARGEST_DOCUMENT, LARGEST_DOCUMENT);
  }

  private static Object instance(int i) {
    return createYaml(
        """
        kind: SympoziumInstance
        metadata: {name: i%d}
        spec: {agents: {default: {model: m}}, memory: {systemPrompt: %s}}
        """,
        i, LARGEST_TEXT);
  }

  private static Object createYaml(String yaml, Object... values) {
    HasMetadata object =
        Serialization.unmarshal("apiVersion: sympozium.ai/v1alpha1\n" + yaml.formatted(values));
    object.getMetadata().setLabels(labels(100));
    object.getMetadata().setAnnotations(Map.of("a", LARGEST_DOCUMENT.substring(12_144)));
    return create(object);
  }

  /** Returns the labels that select objects of the operator, and others of 80 bytes each. */
  private static Map<String, String> labels(int count) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < count; i++) {
      labels.put("label-" + i, "x".repeat(63));
    }
    labels.put("app.kubernetes.io/managed-by", "sympozium");
    labels.put("sympozium.ai/run", "any");
    return labels;
  }

  private static HasMetadata create(HasMetadata object) {
    object.getMetadata().setNamespace(tenant);
    return TestCluster.ADMIN.resource(object).create();
  }

  private static void inParallel(int times, IntFunction<Object> call) {
    try (var threads = Executors.newFixedThreadPool(2)) {
      List<Future<Object>> results =
          IntStream.range(0, times).mapToObj(i -> threads.submit(() -> call.apply(i))).toList();
      for (var result : results) {
        result.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
