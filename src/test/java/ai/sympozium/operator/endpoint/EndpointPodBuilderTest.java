package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.docs.EnvironmentReference;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.runas.RunAsIds;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EndpointPodBuilderTest {
  @Test
  void shouldHaveDocumentedVariables() {
    var builder =
        new EndpointPodBuilder(
            "image",
            false,
            "https://gateway:8443",
            "PEM",
            "AUTHORITIES",
            ContainerResources.NONE,
            new RunAsIds(1000650000L, 1000650001L));
    var instance = EndpointFixture.instance();

    var pod = builder.build(instance, EndpointSettings.of(instance), Map.of());

    assertThat(EnvironmentReference.variables("Endpoints"))
        .isEqualTo(
            pod.getSpec().getContainers().getFirst().getEnv().stream()
                .map(EnvVar::getName)
                .collect(Collectors.toSet()));
  }
}
