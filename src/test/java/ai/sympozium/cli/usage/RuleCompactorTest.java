package ai.sympozium.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Combines permissions into rules without changing them. */
class RuleCompactorTest {
  private static ScopedPermission permission(String resource, String verb, @Nullable String name) {
    return new ScopedPermission(false, new Permission("", resource, verb, name));
  }

  @Test
  void shouldCombineEqualVerbsWithinOneGroup() {
    assertThat(
            RuleCompactor.of(
                List.of(
                    permission("services", "list", null),
                    permission("pods", "list", null),
                    permission("pods", "get", null),
                    permission("services", "get", null),
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
  void shouldDropNamesWhenAllObjectsAreAllowed() {
    assertThat(
            RuleCompactor.of(
                List.of(
                    permission("pods", "get", "a"),
                    permission("pods", "get", null),
                    permission("pods", "get", "b"))))
        .containsExactly(new PolicyRule(List.of(""), List.of("pods"), List.of("get"), List.of()));
  }

  @Test
  void shouldSeparateRulesWithDifferentNames() {
    assertThat(
            RuleCompactor.of(
                List.of(
                    permission("pods", "get", "b"),
                    permission("pods", "get", "a"),
                    permission("pods", "delete", "a"))))
        .containsExactly(
            new PolicyRule(List.of(""), List.of("pods"), List.of("get"), List.of("a", "b")),
            new PolicyRule(List.of(""), List.of("pods"), List.of("delete"), List.of("a")));
  }

  @Test
  void shouldPreserveRandomPermissions() {
    var random = new RandomRequests(5);
    for (int i = 0; i < 5_000; i++) {
      List<ScopedPermission> permissions =
          new ArrayList<>(ScopedPermission.of(random.rules(), false));

      Set<ScopedPermission> actual =
          new HashSet<>(ScopedPermission.of(RuleCompactor.of(permissions), false));

      // A permission on all objects includes the same permission on one object.
      Set<ScopedPermission> expected = new HashSet<>(permissions);
      expected.removeIf(r ->
          r.name() != null
              && permissions.contains(
                  new ScopedPermission(
                      r.clusterWide(), new Permission(r.group(), r.resource(), r.verb(), null))));
      assertThat(actual).isEqualTo(expected);
    }
  }
}
