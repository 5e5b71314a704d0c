package ai.sympozium.operator.agentrun.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.status.RunOutcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachedPodsTest {
  private static final String UID = "12345678-0000-0000-0000-000000000000";
  private static final String LONG = "x".repeat(1_000_000);

  @Test
  void shouldKeepStatusOfPodThatHasNameOfItsRunsPod() {
    Pod pod = pod("run-12345", "run", UID);

    CachedPods.reduce(pod);

    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getStatus().getContainerStatuses())
        .singleElement()
        .satisfies(s -> assertThat(s.getState().getTerminated().getExitCode()).isEqualTo(3));
    assertThat(CachedPods.runOf(pod))
        .singleElement()
        .satisfies(run -> assertThat(run.getName()).isEqualTo("run"));
  }

  @Test
  void shouldKeepMemoryLimitOnly() {
    Pod pod = pod("run-12345", "run", UID);
    pod.getStatus()
        .getContainerStatuses()
        .getFirst()
        .setResources(
            new ResourceRequirementsBuilder()
                .addToLimits("memory", new Quantity("512Mi"))
                .addToLimits("cpu", new Quantity("1"))
                .addToRequests("memory", new Quantity("1Mi"))
                .build());

    CachedPods.reduce(pod);

    assertThat(pod.getStatus().getContainerStatuses().getFirst().getResources())
        .isEqualTo(
            new ResourceRequirementsBuilder().addToLimits("memory", new Quantity("512Mi")).build());
  }

  @Test
  void shouldBoundTextsOfStatus() {
    Pod pod = pod("run-12345", "run", UID);

    CachedPods.reduce(pod);

    assertThat(pod.toString()).hasSizeLessThan(32_000);
  }

  @Test
  void shouldKeepNodeForErrors() {
    Pod pod = pod("run-12345", "run", UID);
    pod.getStatus().setPhase("Pending");
    pod.getStatus().setContainerStatuses(List.of());
    pod.getSpec().setNodeName("n1");

    CachedPods.reduce(pod);

    assertThat(
            RunOutcome.of(
                Optional.empty(),
                Optional.of(pod),
                Instant.EPOCH,
                Duration.ofMinutes(1),
                Instant.EPOCH.plusSeconds(60)))
        .hasValueSatisfying(
            outcome -> assertThat(outcome.message()).contains("Node n1 has not accepted the pod."));
  }

  @Test
  void shouldKeepIdentityOnlyWhenPodIsNotARuns() {
    for (Pod pod :
        new Pod[] {
          pod("run-99999", "run", UID), pod("any", "run", UID), pod("run-12", "run", "12")
        }) {
      CachedPods.reduce(pod);

      assertThat(pod.getSpec()).isNull();
      assertThat(pod.getStatus()).isNull();
      assertThat(CachedPods.runOf(pod)).isEmpty();
    }
  }

  private static Pod pod(String name, String run, String uid) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("n")
        .withLabels(Map.of("sympozium.ai/run", run))
        .addNewOwnerReference()
        .withApiVersion("sympozium.ai/v1alpha1")
        .withKind("AgentRun")
        .withName(run)
        .withUid(uid)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .withHostname(LONG)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withMessage(LONG)
        .withHostIP(LONG)
        .addNewCondition()
        .withType("PodScheduled")
        .withMessage(LONG)
        .endCondition()
        .addNewContainerStatus()
        .withName("agent")
        .withImageID(LONG)
        .withNewState()
        .withNewTerminated()
        .withExitCode(3)
        .withMessage(LONG)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
