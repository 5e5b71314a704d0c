package ai.sympozium.operator.grant.ceiling;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import ai.sympozium.rbac.PermissionMatcher;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether this operator can grant a rule, from the rules that the granter holds. The API
 * server enforces the same by its escalation check. Checking first allows a message that names the
 * first permission that is not covered.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC, privilege
 *     escalation prevention</a>
 */
public record Ceiling(List<PolicyRule> rules) {
  /** Name of the aggregated ClusterRole. */
  public static final String NAME = "sympozium-ceiling";

  public Ceiling {
    rules = List.copyOf(rules);
  }

  public static Ceiling of(ClusterRole role) {
    return of(role.getRules());
  }

  /** Converts the rules of a role, without those for non-resource URLs. */
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

  public Ceiling plus(Ceiling other) {
    return new Ceiling(Stream.concat(rules.stream(), other.rules.stream()).toList());
  }

  /** Finds the first permission of {@code rule} that this ceiling does not include. */
  public Optional<Permission> firstUncovered(PolicyRule rule) {
    return Permission.of(rule).stream().filter(permission -> !covers(permission)).findFirst();
  }

  private boolean covers(Permission permission) {
    return rules.stream().anyMatch(rule -> PermissionMatcher.covers(rule, permission));
  }
}
