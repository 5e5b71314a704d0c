package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One verb on one resource of one API group, of all objects or of the named one. What Kubernetes
 * takes a rule apart into when it asks whether somebody may hand it out.
 */
public record Permission(String group, String resource, String verb, @Nullable String name) {

  /** Every single right of a rule, in the order in which the rule names them. */
  public static List<Permission> of(PolicyRule rule) {
    List<Permission> rights = new ArrayList<>();
    for (String group : rule.apiGroups()) {
      for (String resource : rule.resources()) {
        for (String verb : rule.verbs()) {
          if (rule.resourceNames().isEmpty()) {
            rights.add(new Permission(group, resource, verb, null));
          }
          for (String name : rule.resourceNames()) {
            rights.add(new Permission(group, resource, verb, name));
          }
        }
      }
    }
    return rights;
  }

  /** As people read it: {@code deployments.apps "get" on "cart"}. */
  public String words() {
    return (group.isEmpty() ? resource : resource + "." + group)
        + " \""
        + verb
        + "\""
        + (name == null ? "" : " on \"" + name + "\"");
  }
}
