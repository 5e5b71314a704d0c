package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the administrator lets this operator hand out: the rules of roles that the operator's
 * account holds. The API server enforces it by its escalation check; this answers the same question
 * before anything is written, and names the first right that is too much.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC, privilege
 *     escalation prevention</a>
 */
public record Ceiling(List<PolicyRule> rules) {
  /** Name of the aggregated ClusterRole. */
  public static final String NAME = "sympozium-ceiling";

  private static final String ALL = "*";

  public Ceiling {
    rules = List.copyOf(rules);
  }

  public static Ceiling of(ClusterRole role) {
    return of(role.getRules());
  }

  /** Rules for paths that are no resources are no rights on resources. */
  public static Ceiling of(@Nullable List<io.fabric8.kubernetes.api.model.rbac.PolicyRule> rules) {
    return new Ceiling(
        rules == null
            ? List.of()
            : rules.stream()
                .filter(r -> r.getResources() != null && !r.getResources().isEmpty())
                .map(r ->
                    new PolicyRule(
                        r.getApiGroups(), r.getResources(), r.getVerbs(), r.getResourceNames()))
                .toList());
  }

  /** This and the other together. */
  public Ceiling and(Ceiling other) {
    return new Ceiling(Stream.concat(rules.stream(), other.rules.stream()).toList());
  }

  /** The first single right of {@code asked} that no rule covers. */
  public Optional<Permission> beyond(PolicyRule asked) {
    return Permission.of(asked).stream().filter(right -> !covers(right)).findFirst();
  }

  private boolean covers(Permission right) {
    return rules.stream()
        .anyMatch(rule ->
            has(rule.apiGroups(), right.group())
                && hasResource(rule.resources(), right.resource())
                && has(rule.verbs(), right.verb())
                && (rule.resourceNames().isEmpty()
                    || (right.name() != null && rule.resourceNames().contains(right.name()))));
  }

  private static boolean has(List<String> held, String asked) {
    return held.contains(ALL) || held.contains(asked);
  }

  private static boolean hasResource(List<String> held, String asked) {
    int slash = asked.indexOf('/');
    return has(held, asked) || (slash > 0 && held.contains(ALL + asked.substring(slash)));
  }
}
