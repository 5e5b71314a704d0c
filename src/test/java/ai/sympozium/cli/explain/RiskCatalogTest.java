package ai.sympozium.cli.explain;

import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.rbac.DangerousPermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each risk is told when rules bring it, with where, and not when they nearly do. */
class RiskCatalogTest {
  private static final String WHERE = "%s";

  private static List<String> risks(String rules, String clusterRules) {
    return RiskCatalog.of(rules(rules), rules(clusterRules), "demo", "sympozium-system");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "apps: deployments patch              | can start or change workloads %s",
        "core: pods create                    | can start or change workloads %s",
        "batch: cronjobs update               | can start or change workloads %s",
        "apps: deployments patch ; core: serviceaccounts use | as another ServiceAccount",
        "core: configmaps patch               | can write ConfigMaps %s",
        "networking.k8s.io: networkpolicies delete | can lead traffic elsewhere",
        "core: endpoints update               | can lead traffic elsewhere",
        "core: pods/log get                   | can read the logs of every pod %s",
        "core: */log get                      | can read the logs of every pod %s",
        "*: * *                               | can do everything %s",
        "*: * get                             | can read everything %s",
        "*: * delete                          | can delete everything %s",
        "core: secrets get                    | secrets \"get\" %s: can read every Secret there",
        "core: pods/exec create               | pods/exec \"create\" %s: can run commands",
        "core: users impersonate              | users \"impersonate\" %s: can send requests as any user",
        "sympozium.ai: agentruns create       | agentruns.sympozium.ai \"create\" %s: can start agents"
      })
  void aRiskIsTold(String rules, String words) {
    assertThat(risks(rules, "")).anyMatch(risk -> risk.contains(words.replace(WHERE, "in demo")));
    assertThat(risks("", rules))
        .anyMatch(risk -> risk.contains(words.replace(WHERE, "in the whole cluster")))
        .noneMatch(risk -> risk.contains("in demo"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "core: namespaces patch ; apps: deployments create | can lift the Pod Security",
        "core: namespaces use [kube-system]   | Kubernetes' own namespaces (use); limited to kube-system",
        "apps: deployments patch              | can change the operator's own Deployment"
      })
  void whatHasNoNamespaceIsARiskInTheClusterAlone(String rules, String words) {
    assertThat(risks("", rules)).anyMatch(risk -> risk.contains(words));
    assertThat(risks(rules, "")).noneMatch(risk -> risk.contains(words));
  }

  @ParameterizedTest
  @EnumSource(
      value = DangerousPermission.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WORKLOADS", "WORKLOADS_EVERYWHERE"})
  void everyDangerIsTold(DangerousPermission danger) {
    assertThat(risks("", "*: * create,patch,escalate,bind,impersonate,approve,use,get"))
        .anyMatch(risk -> risk.contains(danger.risk()));
  }

  @Test
  void aDangerInTheWholeClusterIsNotOneOfTheNamespaceToo() {
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
        "core: secrets delete",
        "apps: deployments get,list,watch,delete",
        "batch: jobs create [one]",
        "core: serviceaccounts use,get",
        "core: events create",
        "x.example: gadgets get"
      })
  void whatOnlyLooksLikeARiskIsNone(String rules) {
    assertThat(risks(rules, "")).isEmpty();
  }

  @Test
  void aRiskThatIsLimitedToNamesSaysWhich() {
    assertThat(risks("core: configmaps patch [b,a]", ""))
        .containsExactly("can write ConfigMaps in demo that other programs trust; limited to a, b");
    assertThat(risks("core: configmaps patch [a] ; core: configmaps patch", ""))
        .containsExactly("can write ConfigMaps in demo that other programs trust");
  }

  @Test
  void rightsOfBothScopesMakeARiskTogether() {
    assertThat(risks("core: serviceaccounts use", "apps: deployments create"))
        .contains("can run workloads in demo as another ServiceAccount (use): equals its rights");
    assertThat(risks("apps: deployments create", "core: namespaces patch"))
        .anyMatch(risk -> risk.startsWith("can lift the Pod Security"));
  }

  @Test
  void inTheOperatorsNamespaceItsDeploymentIsMeant() {
    assertThat(
            RiskCatalog.of(
                rules("apps: deployments patch"),
                List.of(),
                "sympozium-system",
                "sympozium-system"))
        .anyMatch(risk -> risk.contains("can change the operator's own Deployment"));
  }

  @Test
  void whoCanDoEverythingIsToldNothingElse() {
    assertThat(risks("core: pods get", "*: * *"))
        .containsExactly("can do everything in the whole cluster");
    assertThat(risks("*: * *", "core: nodes/proxy get"))
        .hasSize(2)
        .contains("can do everything in demo")
        .anyMatch(risk -> risk.startsWith("nodes/proxy \"get\" in the whole cluster: "));
  }
}
