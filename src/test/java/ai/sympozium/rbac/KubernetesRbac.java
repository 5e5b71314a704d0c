package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Naive second implementation of Kubernetes' functions, as an oracle for tests: {@code Covers} of
 * {@code component-helpers/auth/rbac/validation} and {@code RuleAllows} of the RBAC authorizer.
 */
public final class KubernetesRbac {
  private KubernetesRbac() {}

  /** Whether the owner's rules cover every permission of the rule. */
  public static boolean covers(List<PolicyRule> owner, PolicyRule rule) {
    return breakdown(rule).stream()
        .allMatch(single -> owner.stream().anyMatch(held -> ruleCovers(held, single)));
  }

  private static List<PolicyRule> breakdown(PolicyRule rule) {
    List<PolicyRule> singles = new ArrayList<>();
    for (String group : rule.apiGroups()) {
      for (String resource : rule.resources()) {
        for (String verb : rule.verbs()) {
          List<String> names = rule.resourceNames();
          if (names.isEmpty()) {
            singles.add(single(group, resource, verb, List.of()));
          }
          names.forEach(name -> singles.add(single(group, resource, verb, List.of(name))));
        }
      }
    }
    return singles;
  }

  private static PolicyRule single(String group, String resource, String verb, List<String> names) {
    return new PolicyRule(List.of(group), List.of(resource), List.of(verb), names);
  }

  private static boolean ruleCovers(PolicyRule owner, PolicyRule sub) {
    boolean verbs = owner.verbs().contains("*") || owner.verbs().containsAll(sub.verbs());
    boolean groups =
        owner.apiGroups().contains("*") || owner.apiGroups().containsAll(sub.apiGroups());
    boolean names =
        sub.resourceNames().isEmpty()
            ? owner.resourceNames().isEmpty()
            : owner.resourceNames().isEmpty()
                || owner.resourceNames().containsAll(sub.resourceNames());
    return verbs && groups && names && resourceCoversAll(owner.resources(), sub.resources());
  }

  private static boolean resourceCoversAll(List<String> set, List<String> covers) {
    if (set.contains("*") || set.containsAll(covers)) {
      return true;
    }
    for (String path : covers) {
      if (set.contains(path)) {
        continue;
      }
      if (!path.contains("/")) {
        return false;
      }
      if (!set.contains("*/" + path.split("/", 2)[1])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the authorizer allows a request; the name is empty for list and create. */
  public static boolean allows(
      List<PolicyRule> rules, String group, String resource, String verb, String name) {
    return rules.stream()
        .anyMatch(rule ->
            (rule.verbs().contains("*") || rule.verbs().contains(verb))
                && (rule.apiGroups().contains("*") || rule.apiGroups().contains(group))
                && resourceMatches(rule, resource)
                && (rule.resourceNames().isEmpty() || rule.resourceNames().contains(name)));
  }

  private static boolean resourceMatches(PolicyRule rule, String resource) {
    int slash = resource.indexOf('/');
    return rule.resources().contains("*")
        || rule.resources().contains(resource)
        || (slash >= 0 && rule.resources().contains("*" + resource.substring(slash)));
  }
}
