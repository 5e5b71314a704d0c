package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProxyVariablesTest {
  private static final RunPlan.Network PROXY =
      new RunPlan.Network(null, "http://proxy:3128", List.of(".corp"), null);
  private static final String CLUSTER =
      "localhost,127.0.0.1,::1,.svc,.cluster.local,$(KUBERNETES_SERVICE_HOST)";

  private static List<String> skill(RunPlan.Network network, String... own) {
    var variables = new ArrayList<EnvVar>();
    for (var variable : own) {
      var parts = variable.split("=", 2);
      variables.add(ContainerTemplate.env(parts[0], parts[1]));
    }
    ProxyVariables.addTo(variables, network);
    return variables.stream()
        .map(v -> v.getName() + "=" + (v.getValue() == null ? "" : v.getValue()))
        .toList();
  }

  @Test
  void shouldSetBothCasesInSkill() {
    assertThat(skill(PROXY))
        .containsExactly(
            "HTTPS_PROXY=http://proxy:3128",
            "https_proxy=http://proxy:3128",
            "NO_PROXY=.corp," + CLUSTER,
            "no_proxy=.corp," + CLUSTER);
  }

  @Test
  void shouldPreferValueOfUserInBothCases() {
    assertThat(skill(PROXY, "https_proxy=http://mine:1", "NO_PROXY=a.example"))
        .containsExactlyInAnyOrder(
            "https_proxy=http://mine:1",
            "HTTPS_PROXY=http://mine:1",
            "NO_PROXY=a.example," + CLUSTER,
            "no_proxy=a.example," + CLUSTER);
  }

  @Test
  void shouldKeepClusterReachableWhenOnlyUserSetsProxy() {
    assertThat(skill(RunPlan.Network.DIRECT, "HTTP_PROXY=http://mine:1"))
        .contains("NO_PROXY=" + CLUSTER, "no_proxy=" + CLUSTER);
  }

  @Test
  void shouldUseNoProxyWhenUserEmptiesIt() {
    assertThat(skill(PROXY, "HTTPS_PROXY=")).containsExactly("HTTPS_PROXY=", "https_proxy=");
  }

  @Test
  void shouldAddNothingWithoutProxy() {
    assertThat(skill(RunPlan.Network.DIRECT, "A=b")).containsExactly("A=b");
    assertThat(ProxyVariables.ofRole(RunPlan.Network.DIRECT)).isEmpty();
  }
}
