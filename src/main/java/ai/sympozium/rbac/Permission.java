package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One verb on one resource of one API group. The API server splits a rule into such permissions
 * when it checks for privilege escalation.
 *
 * @param resource with its subresource: {@code pods/log}
 * @param name the only object it applies to; absent for all objects
 */
public record Permission(String group, String resource, String verb, @Nullable String name) {

  /** Expands a rule into its permissions, in the order of the rule. */
  public static List<Permission> of(PolicyRule rule) {
    List<Permission> permissions = new ArrayList<>();
    for (String group : rule.apiGroups()) {
      for (String resource : rule.resources()) {
        for (String verb : rule.verbs()) {
          if (rule.resourceNames().isEmpty()) {
            permissions.add(new Permission(group, resource, verb, null));
          }
          for (String name : rule.resourceNames()) {
            permissions.add(new Permission(group, resource, verb, name));
          }
        }
      }
    }
    return permissions;
  }

  /**
   * Reports whether the permission applies to one named object only. The authorizer matches the
   * empty name with requests that have no name, such as list and create.
   */
  boolean isLimitedToName() {
    return name != null && !name.isEmpty();
  }

  /** Formats the permission for messages: {@code deployments.apps "get" on "cart"}. */
  public String describe() {
    return (group.isEmpty() ? resource : resource + "." + group)
        + " \""
        + verb
        + "\""
        + (name == null ? "" : " on \"" + name + "\"");
  }
}
