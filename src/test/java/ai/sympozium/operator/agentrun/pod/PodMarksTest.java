package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import org.junit.jupiter.api.Test;

class PodMarksTest {
  private static final PodSpec SPEC =
      new PodSpecBuilder()
          .addNewInitContainer()
          .withName("install")
          .endInitContainer()
          .addNewInitContainer()
          .withName("ipc-bridge")
          .endInitContainer()
          .addNewContainer()
          .withName("agent")
          .endContainer()
          .build();

  @Test
  void shouldNameAllContainers() {
    assertThat(PodMarks.annotations(SPEC))
        .containsEntry("sympozium.ai/containers", "install,ipc-bridge,agent");
  }

  @Test
  void shouldAskEachMeshNotToInject() {
    assertThat(PodMarks.labels())
        .containsEntry("sidecar.istio.io/inject", "false")
        .containsEntry("kuma.io/sidecar-injection", "disabled");
    assertThat(PodMarks.annotations(SPEC))
        .containsEntry("sidecar.istio.io/inject", "false")
        .containsEntry("linkerd.io/inject", "disabled")
        .containsEntry("consul.hashicorp.com/connect-inject", "false");
  }
}
