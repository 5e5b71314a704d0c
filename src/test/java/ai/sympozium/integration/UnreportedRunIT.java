package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs whose pod stops before its bridge has reported the result. Each gets a truthful status and
 * loses its permissions.
 */
@ControlPlaneTest
class UnreportedRunIT {
  private static final String ANSWER = "It is there.";

  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("unreported");
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command(Transcript.UNTIL_GO + "; echo bridge-gives-up"),
        Transcript.answer(ANSWER));
    TestCluster.apply(
        namespace,
        Packs.withRules("tool", "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]", "[]"));
    TestCluster.instance(namespace, "waiting", "wait", "tool");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  /** The API server states the eviction in the pod, and deletes it. */
  @Test
  void shouldFailAsDisruptedWhenNodeIsDrained() {
    AgentRun run = startedRun();

    pod(run).evict();

    AgentRunStatus status = finalStatus(run);
    assertThatStatus(status).hasFailed();
    assertThat(reason(status)).isEqualTo("Disrupted");
    assertThat(status.error()).contains("EvictionByEvictionAPI: Eviction API: evicting");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  /** Writes what the garbage collector of pods writes: the deletion follows at once. */
  @Test
  void shouldFailAsDisruptedWhenNodeIsDeleted() {
    AgentRun run = startedRun();

    report(
        run,
        """
        {"phase": "Failed",
         "conditions": [
           {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByPodGC",
            "message": "PodGC: node no longer exists"}]}
        """);
    pod(run).withGracePeriod(0).delete();

    AgentRunStatus status = finalStatus(run);
    assertThatStatus(status).hasFailed();
    assertThat(reason(status)).isEqualTo("Disrupted");
    assertThat(status.error()).contains("DeletionByPodGC: PodGC: node no longer exists");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldFailAsPodMissingWhenPodIsDeletedByForce() {
    AgentRun run = startedRun();

    pod(run).withGracePeriod(0).delete();

    AgentRunStatus status = finalStatus(run);
    assertThatStatus(status).hasFailed();
    assertThat(reason(status)).isEqualTo("PodMissing");
    assertThat(status.error()).contains("the run's pod was deleted before the run completed");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldFailAsOomKilledWhenPodHasTerminated() {
    AgentRun run = startedRun();

    report(
        run,
        """
        {"containerStatuses": [
           {"name": "agent", "image": "i", "imageID": "i", "ready": false, "restartCount": 0,
            "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}
        """);
    awaitRevocation(run);
    assertThat(TestCluster.status(namespace, name(run)).completedAt()).isNull();
    report(run, "{\"phase\": \"Failed\"}");

    AgentRunStatus status = finalStatus(run);
    assertThatStatus(status).hasFailed();
    assertThat(reason(status)).isEqualTo("OOMKilled");
    assertThat(status.exitCode()).isEqualTo(137);
    assertThat(status.error()).contains("container agent exceeded its memory limit");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldKeepResultWhenOperatorIsDownUntilBridgeGivesUp() {
    AgentRun run = startedRun();

    Operator.stop();
    try {
      completePod(run);
      assertThat(TestCluster.grants(run.getMetadata().getUid())).isNotEmpty();
    } finally {
      Operator.start();
    }

    assertResultOfTerminationMessage(run);
  }

  @Test
  void shouldKeepResultWhenGatewayIsUnavailableUntilBridgeGivesUp() {
    AgentRun run = startedRun();

    List<EndpointSlice> gateways = gateways();
    gateways.forEach(gateway -> TestCluster.ADMIN.resource(gateway).delete());
    try {
      completePod(run);
      assertResultOfTerminationMessage(run);
    } finally {
      gateways.forEach(UnreportedRunIT::restore);
    }
  }

  private static void assertResultOfTerminationMessage(AgentRun run) {
    AgentRunStatus status = finalStatus(run);
    assertThatStatus(status).hasSucceeded();
    assertThat(status.result()).isEqualTo(ANSWER);
    assertThat(status.transcript()).as("transcript that only a bridge can report").isNull();
    assertThatRun(run).hasNoPermissionsLeft();
  }

  /** Starts a run whose agent and executor wait. */
  private static AgentRun startedRun() {
    String name = "r-" + UUID.randomUUID().toString().substring(0, 8);
    AgentRun run =
        TestCluster.run(namespace, name, "instanceRef: waiting", "task: Wait.", "cleanup: keep");
    RunWaits.await(namespace, name, "tool");
    return run;
  }

  /** Lets the agent complete and returns when its bridge has given up. */
  private static void completePod(AgentRun run) {
    RunWaits.release(namespace, pod(run).require().getMetadata().getName());
    await("terminated pod of " + name(run))
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> pod(run).require().getStatus().getPhase().equals("Succeeded"));
  }

  private static PodResource pod(AgentRun run) {
    return TestCluster.ADMIN
        .pods()
        .inNamespace(namespace)
        .withName(RunObjects.podName(name(run), run.getMetadata().getUid()));
  }

  /** Writes a part of the pod's status, as the kubelet or a controller of nodes does. */
  private static void report(AgentRun run, String status) {
    pod(run)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": " + status + "}");
  }

  private static void awaitRevocation(AgentRun run) {
    await("revocation of " + name(run))
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            TestCluster.status(namespace, name(run)).conditions().stream()
                .anyMatch(
                    c -> c.getType().equals("PermissionsRevoked") && c.getStatus().equals("True")));
  }

  private static AgentRunStatus finalStatus(AgentRun run) {
    return TestCluster.awaitFinal(namespace, name(run));
  }

  private static String reason(AgentRunStatus status) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals("Succeeded"))
        .map(Condition::getReason)
        .findFirst()
        .orElse("no condition");
  }

  private static String name(AgentRun run) {
    return run.getMetadata().getName();
  }

  private static List<EndpointSlice> gateways() {
    return TestCluster.ADMIN
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withLabel("kubernetes.io/service-name", "sympozium-gateway")
        .list()
        .getItems();
  }

  private static void restore(EndpointSlice gateway) {
    TestCluster.ADMIN
        .resource(
            new EndpointSliceBuilder(gateway)
                .withNewMetadata()
                .withName(gateway.getMetadata().getName())
                .withNamespace(gateway.getMetadata().getNamespace())
                .withLabels(gateway.getMetadata().getLabels())
                .endMetadata()
                .build())
        .serverSideApply();
  }
}
