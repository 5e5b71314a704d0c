package ai.sympozium.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Few rules, and not one right more or less. */
class RuleCompactorTest {
  private static ScopedPermission right(String resource, String verb, @Nullable String name) {
    return new ScopedPermission(false, new Permission("", resource, verb, name));
  }

  @Test
  void equalVerbsShareARuleAndGroupsDoNot() {
    assertThat(
            RuleCompactor.of(
                List.of(
                    right("services", "list", null),
                    right("pods", "list", null),
                    right("pods", "get", null),
                    right("services", "get", null),
                    new ScopedPermission(false, new Permission("apps", "deployments", "get", null)),
                    new ScopedPermission(
                        false, new Permission("apps", "deployments", "list", null)))))
        .containsExactly(
            new PolicyRule(
                List.of(""), List.of("pods", "services"), List.of("get", "list"), List.of()),
            new PolicyRule(
                List.of("apps"), List.of("deployments"), List.of("get", "list"), List.of()));
  }

  @Test
  void allNamesAreMoreThanSome() {
    assertThat(
            RuleCompactor.of(
                List.of(
                    right("pods", "get", "a"),
                    right("pods", "get", null),
                    right("pods", "get", "b"))))
        .containsExactly(new PolicyRule(List.of(""), List.of("pods"), List.of("get"), List.of()));
  }

  @Test
  void differentNamesAreDifferentRules() {
    assertThat(
            RuleCompactor.of(
                List.of(
                    right("pods", "get", "b"),
                    right("pods", "get", "a"),
                    right("pods", "delete", "a"))))
        .containsExactly(
            new PolicyRule(List.of(""), List.of("pods"), List.of("get"), List.of("a", "b")),
            new PolicyRule(List.of(""), List.of("pods"), List.of("delete"), List.of("a")));
  }

  @Test
  void randomRightsComeOutAsTheyWentIn() {
    var random = new RandomRequests(5);
    for (int i = 0; i < 5_000; i++) {
      List<ScopedPermission> rights = new ArrayList<>(ScopedPermission.of(random.rules(), false));

      Set<ScopedPermission> again =
          new HashSet<>(ScopedPermission.of(RuleCompactor.of(rights), false));

      // A right on a name is part of the same right on all.
      Set<ScopedPermission> wanted = new HashSet<>(rights);
      wanted.removeIf(r ->
          r.name() != null
              && rights.contains(
                  new ScopedPermission(
                      r.clusterWide(), new Permission(r.group(), r.resource(), r.verb(), null))));
      assertThat(again).isEqualTo(wanted);
    }
  }
}
