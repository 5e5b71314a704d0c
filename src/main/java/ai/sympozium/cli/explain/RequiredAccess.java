package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import ai.sympozium.rbac.PermissionMatcher;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that must be allowed for a risk: any of some verbs on any of some resources.
 *
 * @param resources with their group, as kubectl has them: {@code pods/exec}, {@code
 *     deployments.apps}
 * @param clusterWide whether it means something in a ClusterRole alone, the resources having no
 *     namespace
 */
record RequiredAccess(List<String> verbs, List<String> resources, boolean clusterWide) {
  static RequiredAccess any(List<String> verbs, String... resources) {
    return new RequiredAccess(verbs, List.of(resources), false);
  }

  static RequiredAccess clusterWide(List<String> verbs, String... resources) {
    return new RequiredAccess(verbs, List.of(resources), true);
  }

  /** The names that it is limited to, none meaning all; empty when no rule allows it. */
  Optional<SortedSet<String>> metBy(List<PolicyRule> rules) {
    SortedSet<String> names = new TreeSet<>();
    boolean met = false;
    for (PolicyRule rule : rules) {
      for (String verb : verbs) {
        if (resources.stream().noneMatch(resource -> allows(rule, verb, resource))) {
          continue;
        }
        if (rule.resourceNames().isEmpty()) {
          return Optional.of(new TreeSet<>());
        }
        // What is created has no name yet that a rule could go by.
        if (!verb.equals("create") || isOnNamed()) {
          met = true;
          names.addAll(rule.resourceNames());
        }
      }
    }
    return met ? Optional.of(names) : Optional.empty();
  }

  /** Whether the resources are parts of named objects, such as {@code pods/exec}. */
  private boolean isOnNamed() {
    return resources.stream().allMatch(resource -> resource.contains("/"));
  }

  private static boolean allows(PolicyRule rule, String verb, String resource) {
    int dot = resource.indexOf('.');
    return PermissionMatcher.coversAnyName(
        rule,
        dot < 0
            ? new Permission("", resource, verb, null)
            : new Permission(resource.substring(dot + 1), resource.substring(0, dot), verb, null));
  }
}
