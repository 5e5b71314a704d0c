package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The program of the pack llmfit-probe, in its image and under the permissions of the pack. */
class LlmfitProbeIT {
  private static final String MODEL = "Qwen2.5-7B-Instruct";

  private static final List<String> PROBE =
      List.of(
          "llmfit-probe --json --limit 1 --model " + MODEL,
          "kubectl get jobs -o name",
          "llmfit-probe --free");

  /** Kills the probe as soon as its Job exists. */
  private static final String KILL =
      "llmfit-probe & until kubectl get jobs -o name | grep llmfit-probe; do sleep 0.1; done; kill -KILL $!";

  private static String namespace = "";
  private static String full = "";
  private static Node machine = new Node();
  private static ToolResults results = new ToolResults(List.of());
  private static ToolResults killed = new ToolResults(List.of());
  private static ToolResults withoutRoom = new ToolResults(List.of());

  @BeforeAll
  static void execute() throws IOException {
    machine = TestCluster.ADMIN.nodes().list().getItems().getFirst();
    namespace = namespaceWithPack();
    full = namespaceWithPack();
    limitToOnePod(full);
    start(
        full,
        "full",
        call("llmfit-probe --json", 120),
        call("llmfit-probe", 6),
        call("kubectl get jobs -o name", 120));
    start(namespace, "probe", PROBE.stream().map(Transcript::command).toArray(String[]::new));
    results = finish(namespace, "probe");
    start(namespace, "killed", Transcript.command(KILL));
    killed = finish(namespace, "killed");
    withoutRoom = finish(full, "full");
  }

  private static String namespaceWithPack() throws IOException {
    String created = TestCluster.namespace("llmfit-probe");
    TestCluster.apply(created, Files.readString(Path.of("skillpacks/llmfit-probe.yaml")));
    return created;
  }

  private static void limitToOnePod(String namespace) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: one-pod}
        spec: {hard: {pods: "1"}}
        """);
    await("quota is counted")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> {
          ResourceQuota quota =
              TestCluster.ADMIN.resourceQuotas().inNamespace(namespace).withName("one-pod").get();
          return quota.getStatus() != null
              && quota.getStatus().getUsed() != null
              && !quota.getStatus().getUsed().isEmpty();
        });
  }

  private static String call(String command, int timeout) {
    return Transcript.call(
        "execute_command", Transcript.arguments().put("command", command).put("timeout", timeout));
  }

  private static void start(String namespace, String run, String... calls) {
    TestCluster.transcript(
        namespace,
        run,
        Stream.concat(Stream.of(calls), Stream.of(Transcript.answer("done")))
            .toArray(String[]::new));
    TestCluster.instance(namespace, run, run, "llmfit-probe");
    TestCluster.run(namespace, run, run);
  }

  private static ToolResults finish(String namespace, String run) {
    assertThat(TestCluster.awaitFinal(namespace, run).error()).isNull();
    return ToolResults.of(namespace, run);
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
    TestCluster.deleteNamespace(full);
  }

  @Test
  void shouldRankNodeByHardwareThatJobFinds() throws JsonProcessingException {
    JsonNode node = results.node(0, machine.getMetadata().getName());

    assertThat(node.path("source").asText()).as(results.content(0)).isEqualTo("probe");
    assertThat(node.path("processor").asText()).isNotEmpty();
    assertThat(node.path("cpuCores").asInt()).isEqualTo(capacity("cpu").intValue());
    assertThat(node.path("memoryGiB").asDouble())
        .isCloseTo(capacity("memory").doubleValue() / (1L << 30), within(0.11));
    assertThat(node.at("/models/0/name").asText()).contains(MODEL);
    assertThat(results.exitCode(0)).isZero();
  }

  private static BigDecimal capacity(String resource) {
    Quantity quantity = machine.getStatus().getCapacity().get(resource);
    return Objects.requireNonNull(quantity, resource).getNumericalAmount();
  }

  @Test
  void shouldPrintTable() {
    assertThat(results.content(2).lines().map(line -> line.split(" ", 2)[0]))
        .startsWith("NODE", machine.getMetadata().getName());
    assertThat(results.exitCode(2)).isZero();
  }

  @Test
  void shouldLeaveNoJobWhenProbeHasFinished() {
    assertThat(results.content(1)).doesNotContain("job");
    assertThat(results.exitCode(1)).isZero();
  }

  @Test
  void shouldReportQuotaThatHasNoRoomForPod() throws JsonProcessingException {
    JsonNode node = withoutRoom.node(0, machine.getMetadata().getName());

    assertThat(node.path("source").asText()).isEqualTo("node");
    assertThat(node.at("/notes/0").asText())
        .startsWith("not probed: no pod can be created:")
        .contains("exceeded quota: one-pod");
  }

  @Test
  void shouldLeaveNoJobWhenExecutorStopsProbe() {
    assertThat(withoutRoom.exitCode(1)).isEqualTo(143);
    assertThat(jobsOfEvents(full)).hasSize(2);
    assertThat(withoutRoom.content(2)).doesNotContain("job");
    assertThat(withoutRoom.exitCode(2)).isZero();
  }

  @Test
  void shouldDeleteJobWithPodOfRunWhenProbeIsKilled() {
    assertThat(killed.content(0)).contains("job.batch/llmfit-probe-");
    await("deletion of the Jobs of a killed probe")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> jobs(namespace).isEmpty());
  }

  private static List<String> jobs(String namespace) {
    return TestCluster.ADMIN.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .map(job -> job.getMetadata().getName())
        .toList();
  }

  /** Returns the Jobs whose controller reported a failure, also those that were deleted. */
  private static List<String> jobsOfEvents(String namespace) {
    return TestCluster.ADMIN
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("reason", "FailedCreate")
        .list()
        .getItems()
        .stream()
        .map(Event::getInvolvedObject)
        .map(ObjectReference::getName)
        .distinct()
        .toList();
  }
}
