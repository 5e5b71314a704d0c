package ai.sympozium.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests which commands get a kubeconfig. */
class CommandEnvironmentTest {
  private static final Map<String, String> CONTAINER =
      Map.of("SYMPOZIUM_GATEWAY", "https://gateway:8443", "KUBERNETES_SERVICE_HOST", "fd00::1");

  @Test
  void shouldSetKubeconfigWhenSkillHasToken() {
    assertThat(of(CONTAINER))
        .containsEntry("KUBECONFIG", "/var/run/secrets/kubernetes.io/serviceaccount/kubeconfig");
  }

  @Test
  void shouldKeepKubeconfigOfImage() {
    var container = new HashMap<>(CONTAINER);
    container.put("KUBECONFIG", "/etc/kubeconfig");

    assertThat(of(container)).containsEntry("KUBECONFIG", "/etc/kubeconfig");
  }

  @Test
  void shouldSetNoKubeconfigWhenSkillHasNoToken() {
    assertThat(of(Map.of("KUBERNETES_SERVICE_HOST", "fd00::1"))).doesNotContainKey("KUBECONFIG");
    assertThat(of(Map.of("SYMPOZIUM_GATEWAY", "https://gateway:8443")))
        .doesNotContainKey("KUBECONFIG");
  }

  private static Map<String, String> of(Map<String, String> container) {
    return CommandEnvironment.of(container, ExecutorPaths.ofContainer());
  }
}
