package ai.sympozium.operator.grant.ceiling;

import static ai.sympozium.rbac.Rules.rule;
import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.rbac.KubernetesRbac;
import ai.sympozium.rbac.Permission;
import ai.sympozium.rbac.RandomRules;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the ceiling's decisions with the API server's escalation check. */
class CeilingTest {
  @ParameterizedTest(name = "{0} covers {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "core: pods get                        | core: pods get",
        "core: pods get,list,watch             | core: pods list,get",
        "core: pods,services get               | core: services,pods get",
        "core: pods get ; core: services get   | core: services,pods get",
        "core: pods get ; core: pods list      | core: pods get,list",
        "core: pods *                          | core: pods get,delete,frobnicate",
        "core: pods *                          | core: pods *",
        "core: * get                           | core: pods,pods/log,anything/at/all get",
        "core: * get                           | core: */scale get",
        "core: * get                           | core: * get",
        "*: pods get                           | core,apps,x.example: pods get",
        "*: * *                                | *: * *",
        "core,apps: pods get                   | apps: pods get",
        "core: pods/log get                    | core: pods/log get",
        "apps: */scale get                     | apps: deployments/scale,statefulsets/scale get",
        "apps: */scale get                     | apps: */scale get",
        "core: */a/b get                       | core: x/a/b get",
        "core: secrets get                     | core: secrets get [one,two]",
        "core: secrets get [one,two]           | core: secrets get [two]",
        "core: secrets get [one] ; core: secrets get [two] | core: secrets get [one,two]"
      })
  void shouldCoverRuleWhenHeldRulesIncludeIt(String held, String rule) {
    assertThat(new Ceiling(rules(held)).firstUncovered(rule(rule))).isEmpty();
  }

  @ParameterizedTest(name = "{0} does not cover {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "                            | core: pods get                        | pods \"get\"",
        "core: pods get              | core: pods get,list                   | pods \"list\"",
        "core: pods get              | core: pods,secrets get                | secrets \"get\"",
        "core: pods get              | apps: pods get                        | pods.apps \"get\"",
        "apps: pods get              | core: pods get                        | pods \"get\"",
        "core: pods get              | core,apps: pods get                   | pods.apps \"get\"",
        "core: pods get              | *: pods get                           | pods.* \"get\"",
        "core: pods get              | core: * get                           | * \"get\"",
        "core: pods get              | core: pods *                          | pods \"*\"",
        "core: pods get              | core: pods/log get                    | pods/log \"get\"",
        "core: pods/log get          | core: pods get                        | pods \"get\"",
        "apps: */scale get           | apps: deployments get                 | deployments.apps"
            + " \"get\"",
        "apps: */scale get           | apps: deployments/status get          |"
            + " deployments/status.apps \"get\"",
        "apps: deployments/* get     | apps: deployments/scale get           |"
            + " deployments/scale.apps \"get\"",
        "apps: deployments/scale get | apps: */scale get                     | */scale.apps"
            + " \"get\"",
        "core: */b get               | core: x/a/b get                       | x/a/b \"get\"",
        "core: secrets get [one]     | core: secrets get                     | secrets \"get\"",
        "core: secrets get [one]     | core: secrets get [one,two]           | secrets \"get\" on"
            + " \"two\"",
        "core: secrets get [*]       | core: secrets get [one]               | secrets \"get\" on"
            + " \"one\"",
        "core: pods get ; core: services list | core: pods,services get,list | pods \"list\"",
        "core: PODS GET              | core: pods get                        | pods \"get\""
      })
  void shouldNameFirstPermissionThatIsNotCovered(String held, String rule, String permission) {
    assertThat(new Ceiling(rules(held == null ? "" : held)).firstUncovered(rule(rule)))
        .map(Permission::describe)
        .contains(permission);
  }

  @Test
  void shouldCoverNothingWhenAggregatedRoleHasNoRules() {
    var role = new ClusterRoleBuilder().withNewMetadata().endMetadata().build();
    role.setRules(null);

    assertThat(Ceiling.of(role).firstUncovered(rule("core: pods get"))).isPresent();
  }

  @Test
  void shouldIgnoreNonResourceRules() {
    var role =
        new ClusterRoleBuilder()
            .addToRules(
                new PolicyRuleBuilder().withNonResourceURLs("*").withVerbs("*").build(),
                new PolicyRuleBuilder()
                    .withApiGroups("apps")
                    .withResources("deployments")
                    .withVerbs("get")
                    .withResourceNames("cart")
                    .build())
            .build();

    var ceiling = Ceiling.of(role);

    assertThat(ceiling.rules()).containsExactly(rule("apps: deployments get [cart]"));
    assertThat(ceiling.firstUncovered(rule("core: pods get"))).isPresent();
  }

  @Test
  void shouldAgreeWithKubernetesForRandomRules() {
    var random = new RandomRules(TestSeed.VALUE);
    int covered = 0;
    for (int i = 0; i < 30_000; i++) {
      var held = random.rules(0, 5);
      var rule = random.rule();

      boolean within = new Ceiling(held).firstUncovered(rule).isEmpty();

      assertThat(within)
          .as("case %d: %s within %s", i, rule, held)
          .isEqualTo(KubernetesRbac.covers(held, rule));
      covered += within ? 1 : 0;
    }
    assertThat(covered).as("both answers occur").isBetween(2_000, 28_000);
  }

  @Test
  void shouldCoverNoRequestThatHolderCannotMake() {
    var random = new RandomRules(TestSeed.VALUE);
    for (int i = 0; i < 5_000; i++) {
      var held = random.rules(0, 5);
      var rule = random.rule();
      if (new Ceiling(held).firstUncovered(rule).isPresent()) {
        continue;
      }
      for (String group : List.of("", "apps", "other")) {
        for (String resource : List.of("pods", "pods/log", "jobs", "jobs/scale", "x/y/z")) {
          for (String verb : List.of("get", "list", "other")) {
            for (String name : List.of("", "a", "b", "other")) {
              boolean given = KubernetesRbac.allows(List.of(rule), group, resource, verb, name);
              boolean own = KubernetesRbac.allows(held, group, resource, verb, name);
              assertThat(given && !own)
                  .as("%s %s/%s %s by %s of %s", verb, group, resource, name, rule, held)
                  .isFalse();
            }
          }
        }
      }
    }
  }
}
