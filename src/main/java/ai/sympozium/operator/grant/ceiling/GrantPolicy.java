package ai.sympozium.operator.grant.ceiling;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.DangerousPermission;
import ai.sympozium.rbac.Permission;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which rules this operator may grant to the skills of runs in one namespace.
 *
 * @param inNamespace ceiling for permissions in the namespace
 * @param clusterWide ceiling for permissions in the whole cluster
 * @param allowedDangerousPermissions dangerous permissions that an administrator has allowed
 */
public record GrantPolicy(
    Ceiling inNamespace,
    Ceiling clusterWide,
    Set<DangerousPermission> allowedDangerousPermissions) {
  public GrantPolicy {
    allowedDangerousPermissions = Set.copyOf(allowedDangerousPermissions);
  }

  /** Returns the policy that applies to every namespace. */
  public GrantPolicy clusterWideOnly() {
    return new GrantPolicy(clusterWide, clusterWide, allowedDangerousPermissions);
  }

  /** Reason why a rule cannot be granted, with the first permission that it applies to. */
  public sealed interface Violation {
    record BeyondCeiling(Permission permission) implements Violation {}

    /** The ceiling includes the permission, but an administrator has not allowed it by name. */
    record Dangerous(DangerousPermission dangerous, Permission permission) implements Violation {}
  }

  /** Finds the first reason why {@code rule} cannot be granted. */
  public Optional<Violation> violation(PolicyRule rule, boolean everywhere) {
    return (everywhere ? clusterWide : inNamespace)
        .firstUncovered(rule)
        .<Violation>map(Violation.BeyondCeiling::new)
        .or(() -> dangerousPermission(rule, everywhere));
  }

  private Optional<Violation> dangerousPermission(PolicyRule rule, boolean everywhere) {
    return DangerousPermission.of(rule, everywhere).stream()
        .filter(dangerous ->
            dangerous.isDeniedByDefault() && !allowedDangerousPermissions.contains(dangerous))
        .findFirst()
        .flatMap(dangerous ->
            dangerous
                .firstMatch(rule)
                .map(permission -> new Violation.Dangerous(dangerous, permission)));
  }
}
