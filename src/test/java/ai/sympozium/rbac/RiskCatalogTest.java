package ai.sympozium.rbac;

import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds each risk with its scope, and none for rules that only resemble one. */
class RiskCatalogTest {
  private static final String WHERE = "%s";

  private static List<String> risks(String rules, String clusterRules) {
    return describe(RiskCatalog.of(rules(rules), rules(clusterRules), "demo", "sympozium-system"));
  }

  private static List<String> describe(List<Risk> risks) {
    return risks.stream().map(risk -> risk.describe(UnaryOperator.identity())).toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "apps: deployments patch              | can start or change workloads %s",
        "core: pods create                    | can start or change workloads %s",
        "batch: cronjobs update               | can start or change workloads %s",
        "apps: deployments patch ; core: serviceaccounts use | as another ServiceAccount",
        "core: namespaces patch ; apps: deployments create | can relax the Pod Security",
        "core: configmaps patch               | can write ConfigMaps %s",
        "networking.k8s.io: networkpolicies delete | can redirect or open network traffic",
        "core: endpoints update               | can redirect or open network traffic",
        "core: pods/log get                   | can read the logs of every pod %s",
        "core: */log get                      | can read the logs of every pod %s",
        "*: * *                               | can do everything %s",
        "*: * get                             | can read everything %s",
        "*: * delete                          | can delete everything %s",
        "core: secrets get                    | secrets \"get\" %s: can read every Secret there",
        "core: pods/exec create               | pods/exec \"create\" %s: can run commands",
        "core: users impersonate              | users \"impersonate\" %s: can send requests as any"
            + " user",
        "sympozium.ai: agentruns create       | agentruns.sympozium.ai \"create\" %s: can start"
            + " agents"
      })
  void shouldFindRiskWithItsScope(String rules, String text) {
    assertThat(risks(rules, "")).anyMatch(risk -> risk.contains(text.replace(WHERE, "in demo")));
    assertThat(risks("", rules))
        .anyMatch(risk -> risk.contains(text.replace(WHERE, "in the whole cluster")))
        .noneMatch(risk -> risk.contains("in demo"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "core: namespaces use [kube-system]   | Kubernetes' own namespaces (use); limited to"
            + " kube-system",
        "apps: deployments patch              | can change the operator's own Deployment"
      })
  void shouldFindRiskOnlyClusterWideWhenResourceHasNoNamespace(String rules, String text) {
    assertThat(risks("", rules)).anyMatch(risk -> risk.contains(text));
    assertThat(risks(rules, "")).noneMatch(risk -> risk.contains(text));
  }

  @ParameterizedTest
  @EnumSource(
      value = DangerousPermission.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "WORKLOADS",
        "WORKLOADS_EVERYWHERE",
        "SERVICE_ACCOUNTS_USE",
        "SYSTEM_NAMESPACES",
        "CONFIG_MAPS_EVERYWHERE",
        "ENDPOINTS_WRITE",
        "NETWORK_EVERYWHERE"
      })
  void shouldFindEachDangerousPermission(DangerousPermission dangerous) {
    assertThat(risks("", "*: * create,patch,delete,escalate,bind,impersonate,approve,use,get"))
        .anyMatch(risk -> risk.contains(dangerous.risk()));
  }

  @Test
  void shouldNotRepeatClusterWideRiskForNamespace() {
    assertThat(risks("core: secrets get", "core: secrets get"))
        .singleElement()
        .asString()
        .startsWith("secrets \"get\" in the whole cluster: ");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "core: pods get,list,watch",
        "apps: secrets get",
        "core: secrets get [one]",
        "apps: deployments get,list,watch,delete",
        "batch: jobs create [one]",
        "core: serviceaccounts use,get",
        "core: events create",
        "x.example: gadgets get"
      })
  void shouldFindNoRiskInSimilarRules(String rules) {
    assertThat(risks(rules, "")).isEmpty();
  }

  @Test
  void shouldNameObjectsWhenRiskIsLimitedToThem() {
    assertThat(risks("core: configmaps patch [b,a]", ""))
        .containsExactly("can write ConfigMaps in demo that other programs trust; limited to a, b");
    assertThat(risks("core: configmaps patch [a] ; core: configmaps patch", ""))
        .containsExactly("can write ConfigMaps in demo that other programs trust");
  }

  @Test
  void shouldCombinePermissionsOfBothScopes() {
    assertThat(risks("core: serviceaccounts use", "apps: deployments create"))
        .contains(
            "can run workloads in demo as another ServiceAccount (use), with its permissions");
    assertThat(risks("apps: deployments create", "core: namespaces patch"))
        .anyMatch(risk -> risk.startsWith("can relax the Pod Security"));
  }

  @Test
  void shouldFindOperatorDeploymentInItsNamespace() {
    assertThat(
            describe(
                RiskCatalog.of(
                    rules("apps: deployments patch"),
                    List.of(),
                    "sympozium-system",
                    "sympozium-system")))
        .anyMatch(risk -> risk.contains("can change the operator's own Deployment"));
  }

  @Test
  void shouldReportOnlyEverythingWhenAllIsAllowed() {
    assertThat(risks("core: pods get", "*: * *"))
        .containsExactly("can do everything in the whole cluster");
    assertThat(risks("*: * *", "core: nodes/proxy get"))
        .hasSize(2)
        .contains("can do everything in demo")
        .anyMatch(risk -> risk.startsWith("nodes/proxy \"get\" in the whole cluster: "));
  }
}
