package ai.sympozium.operator.agentrun.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartProgressTest {
  private static final Instant SCHEDULED = Instant.parse("2026-03-01T10:00:00Z");
  private static final String BOUND =
      "{type: PodScheduled, status: 'True', lastTransitionTime: '%s'}".formatted(SCHEDULED);
  private static final String CREATING =
      "initContainerStatuses: [{name: install, state: {waiting: {reason: PodInitializing}}}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9  | phase: Pending, CREATING, conditions: [BOUND]                    | false
          10 | phase: Pending, CREATING, conditions: [BOUND]                    | true
          10 | phase: Pending, conditions: [BOUND]                              | true
          10 | phase: Pending, CREATING, conditions: [BOUND, PREPARING]         | true
          10 | phase: Pending, CREATING, conditions: [BOUND, PREPARED]          | false
          10 | phase: Pending, CREATING                                         | false
          10 | phase: Pending, FAILING, conditions: [BOUND]                     | false
          10 | phase: Pending, INSTALLING, conditions: [BOUND]                  | false
          10 | phase: Running, CREATING, conditions: [BOUND]                    | false
          """)
  void shouldBeSlowWhenNodePreparesForLong(long seconds, String status, boolean slow) {
    assertThat(new StartProgress(pod(status)).isPreparationSlow(SCHEDULED.plusSeconds(seconds)))
        .isEqualTo(slow);
  }

  @Test
  void shouldReportWarningOfNode() {
    Pod pod =
        new StartProgress(pod("phase: Pending, CREATING, conditions: [BOUND, PREPARING]"))
            .withWarning("FailedMount", "secret \"forge-token\" not found");

    assertThat(new StartProgress(pod).problem().orElseThrow().describe())
        .isEqualTo(
            "Node n1 has not prepared the volumes and the network of the pod: FailedMount: secret"
                + " \"forge-token\" not found. It is tried again until the run's timeout");
    assertThat(new PodConditions(pod).condition("PodScheduled", "True")).isPresent();
  }

  /** Users can forge events. */
  @Test
  void shouldNotEndRunBecauseOfWarning() {
    Pod pod =
        new StartProgress(pod("phase: Pending, CREATING, conditions: [BOUND]"))
            .withWarning("InvalidImageName", "forged");

    assertThat(
            RunOutcome.of(
                Optional.empty(),
                Optional.of(pod),
                SCHEDULED,
                Duration.ofMinutes(10),
                SCHEDULED.plusSeconds(599)))
        .isEmpty();
  }

  @Test
  void shouldReportThatNoNodeIsSuitable() {
    Pod pod =
        pod(
            "phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: no node.}]");

    assertThat(new StartProgress(pod).problem())
        .contains(
            new StartProblem(
                ConditionReason.POD_UNSCHEDULED,
                "Unschedulable",
                "The pod could not be scheduled: no node",
                true));
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal(
        "metadata: {name: p, namespace: demo}\nspec: {nodeName: n1}\nstatus: {STATUS}"
            .replace("STATUS", status)
            .replace("BOUND", BOUND)
            .replace("PREPARING", "{type: PodReadyToStartContainers, status: 'False'}")
            .replace("PREPARED", "{type: PodReadyToStartContainers, status: 'True'}")
            .replace("CREATING", CREATING)
            .replace(
                "FAILING",
                "initContainerStatuses: [{name: skill-a, state: {waiting: {reason: ErrImagePull}}}]")
            .replace(
                "INSTALLING", "initContainerStatuses: [{name: install, state: {running: {}}}]"),
        Pod.class);
  }
}
