package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Access that a risk requires: one of the verbs on one of the resources.
 *
 * @param resources with their group, in kubectl's notation: {@code pods/exec}, {@code
 *     deployments.apps}
 * @param clusterWide whether only a ClusterRole can give it, because the resources have no
 *     namespace
 */
record RequiredAccess(List<String> verbs, List<String> resources, boolean clusterWide) {
  static RequiredAccess any(List<String> verbs, String... resources) {
    return new RequiredAccess(verbs, List.of(resources), false);
  }

  static RequiredAccess clusterWide(List<String> verbs, String... resources) {
    return new RequiredAccess(verbs, List.of(resources), true);
  }

  /**
   * Returns the object names that the rules limit it to (none: all objects), or empty if denied.
   */
  Optional<SortedSet<String>> allowedNames(List<PolicyRule> rules) {
    SortedSet<String> names = new TreeSet<>();
    boolean allowed = false;
    for (PolicyRule rule : rules) {
      for (String verb : verbs) {
        if (resources.stream().noneMatch(resource -> allows(rule, verb, resource))) {
          continue;
        }
        if (rule.resourceNames().isEmpty()) {
          return Optional.of(new TreeSet<>());
        }
        // A create request has no name yet, so a rule with names never allows it.
        if (!verb.equals("create")) {
          allowed = true;
          names.addAll(rule.resourceNames());
        }
      }
    }
    return allowed ? Optional.of(names) : Optional.empty();
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
