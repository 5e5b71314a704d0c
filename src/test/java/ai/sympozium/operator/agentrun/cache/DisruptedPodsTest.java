package ai.sympozium.operator.agentrun.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptedPodsTest {
  private final DisruptedPods pods = new DisruptedPods();

  @ParameterizedTest
  @CsvSource({"DisruptionTarget, False", "Ready, True"})
  void shouldForgetPodThatWasNotDisrupted(String type, String status) {
    pods.remember(pod("1", "Running", type, status));

    assertThat(pods.find("1")).isEmpty();
  }

  @Test
  void shouldForgetPodWithoutStatus() {
    pods.remember(new PodBuilder().withNewMetadata().withUid("1").endMetadata().build());

    assertThat(pods.find("1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Pending, Failed", "Running, Failed", "Failed, Failed", "Succeeded, Succeeded"})
  void shouldReturnFinalPhaseOfDisruptedPod(String last, String phase) {
    pods.remember(pod("1", last, "DisruptionTarget", "True"));

    assertThat(pods.find("1"))
        .hasValueSatisfying(pod -> {
          assertThat(pod.getStatus().getPhase()).isEqualTo(phase);
          assertThat(pod.getStatus().getConditions())
              .extracting(PodCondition::getReason)
              .containsExactly("EvictionByEvictionAPI");
        });
  }

  @Test
  void shouldForgetOldestPodWhenThereAreMany() {
    for (int i = 0; i <= DisruptedPods.MAX_PODS; i++) {
      pods.remember(pod("u" + i, "Running", "DisruptionTarget", "True"));
    }

    assertThat(pods.find("u0")).isEmpty();
    assertThat(pods.find("u1")).isPresent();
  }

  private static Pod pod(String uid, String phase, String type, String status) {
    return new PodBuilder()
        .withNewMetadata()
        .withUid(uid)
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .addNewCondition()
        .withType(type)
        .withStatus(status)
        .withReason("EvictionByEvictionAPI")
        .endCondition()
        .endStatus()
        .build();
  }
}
