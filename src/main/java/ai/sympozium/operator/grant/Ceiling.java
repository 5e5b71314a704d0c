package ai.sympozium.operator.grant;

import ai.sympozium.api.Rule;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.util.List;
import java.util.Optional;

/**
 * What the administrator lets this operator hand out: the rules of the aggregated ClusterRole. The
 * API server enforces it by its escalation check; this answers the same question before anything is
 * written, and names the first right that is too much.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC, privilege
 *     escalation prevention</a>
 */
public record Ceiling(List<Rule> rules) {
  /** Name of the aggregated ClusterRole. */
  public static final String NAME = "sympozium-ceiling";

  private static final String ALL = "*";

  public Ceiling {
    rules = List.copyOf(rules);
  }

  public static Ceiling of(ClusterRole role) {
    return new Ceiling(
        role.getRules() == null
            ? List.of()
            : role.getRules().stream()
                .filter(r -> r.getResources() != null && !r.getResources().isEmpty())
                .map(r ->
                    new Rule(
                        r.getApiGroups(), r.getResources(), r.getVerbs(), r.getResourceNames()))
                .toList());
  }

  /** The first single right of {@code asked} that no rule covers, in words. */
  public Optional<String> beyond(Rule asked) {
    for (String group : asked.apiGroups()) {
      for (String resource : asked.resources()) {
        for (String verb : asked.verbs()) {
          if (asked.resourceNames().isEmpty()) {
            if (!covers(group, resource, verb, null)) {
              return Optional.of(words(group, resource, verb));
            }
          }
          for (String name : asked.resourceNames()) {
            if (!covers(group, resource, verb, name)) {
              return Optional.of(words(group, resource, verb) + " on \"" + name + "\"");
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean covers(
      String group, String resource, String verb, @org.jspecify.annotations.Nullable String name) {
    return rules.stream()
        .anyMatch(rule ->
            has(rule.apiGroups(), group)
                && hasResource(rule.resources(), resource)
                && has(rule.verbs(), verb)
                && (rule.resourceNames().isEmpty()
                    || (name != null && rule.resourceNames().contains(name))));
  }

  private static boolean has(List<String> held, String asked) {
    return held.contains(ALL) || held.contains(asked);
  }

  private static boolean hasResource(List<String> held, String asked) {
    int slash = asked.indexOf('/');
    return has(held, asked) || (slash > 0 && held.contains(ALL + asked.substring(slash)));
  }

  private static String words(String group, String resource, String verb) {
    return (group.isEmpty() ? resource : resource + "." + group) + " \"" + verb + "\"";
  }
}
