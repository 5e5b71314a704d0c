package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectNamesTest {
  @ParameterizedTest
  @CsvSource({
    "kube-system, true",
    "kube-, true",
    "kube, false",
    "my-kube-system, false",
    "sympozium-system, true",
    "sympozium-system-2, false",
    "demo, false"
  })
  void shouldReserveNamespacesOfKubernetesAndOperator(String namespace, boolean reserved) {
    assertThat(ObjectNames.isReservedNamespace(namespace, "sympozium-system")).isEqualTo(reserved);
  }
}
