package ai.sympozium.rbac;

import static ai.sympozium.rbac.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.api.PolicyRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the matcher with Kubernetes' own functions. */
class PermissionMatcherTest {
  private static Permission permission(String line) {
    return Permission.of(rule(line)).getFirst();
  }

  @ParameterizedTest(name = "{0} includes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "core: pods get          | core: pods get",
        "*: * *                  | apps: deployments/scale patch [cart]",
        "core: */log get         | core: pods/log get",
        "core: */log get         | core: /log get",
        "core: pods get          | core: pods get [a]",
        "core: pods get [b,a]    | core: pods get [a]"
      })
  void shouldCoverPermission(String held, String permission) {
    assertThat(PermissionMatcher.covers(rule(held), permission(permission))).isTrue();
    assertThat(PermissionMatcher.coversAnyName(rule(held), permission(permission))).isTrue();
  }

  @ParameterizedTest(name = "{0} does not include {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "core: pods get          | apps: pods get",
        "core: pods get          | core: secrets get",
        "core: pods get          | core: pods list",
        "core: pods get          | core: pods/log get",
        "core: */log get         | core: pods get",
        "core: pods/* get        | core: pods/log get",
        "core: */log get         | core: pods/exec get"
      })
  void shouldNotCoverOtherPermission(String held, String permission) {
    assertThat(PermissionMatcher.covers(rule(held), permission(permission))).isFalse();
    assertThat(PermissionMatcher.coversAnyName(rule(held), permission(permission))).isFalse();
  }

  @ParameterizedTest(name = "{0} includes only some of {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "core: pods get [a] | core: pods get",
        "core: pods get [a] | core: pods get [b]",
      })
  void shouldCoverOnlyAnyNameWhenRuleIsLimitedToOtherNames(String held, String permission) {
    assertThat(PermissionMatcher.covers(rule(held), permission(permission))).isFalse();
    assertThat(PermissionMatcher.coversAnyName(rule(held), permission(permission))).isTrue();
  }

  @Test
  void shouldAgreeWithKubernetesForRandomPermissions() {
    RandomRules random = new RandomRules(TestSeed.VALUE);
    int covered = 0;
    for (int i = 0; i < 20_000; i++) {
      Permission held = Permission.of(random.rule()).getFirst();
      Permission permission = Permission.of(random.rule()).getFirst();

      boolean covers = PermissionMatcher.covers(held, permission);

      assertThat(covers)
          .as("%s includes %s", held, permission)
          .isEqualTo(KubernetesRbac.covers(List.of(asRule(held)), asRule(permission)));
      covered += covers ? 1 : 0;
    }
    assertThat(covered).isBetween(500, 19_500);
  }

  private static PolicyRule asRule(Permission permission) {
    return new PolicyRule(
        List.of(permission.group()),
        List.of(permission.resource()),
        List.of(permission.verb()),
        permission.name() == null ? List.of() : List.of(permission.name()));
  }
}
