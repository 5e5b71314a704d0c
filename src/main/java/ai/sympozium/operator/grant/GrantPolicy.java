package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.DangerousPermission;
import ai.sympozium.rbac.Permission;
import java.util.Optional;
import java.util.Set;

/**
 * What may be handed out to runs of one namespace.
 *
 * @param inNamespace ceiling of rights that hold in the namespace
 * @param clusterWide ceiling of rights that hold everywhere
 * @param switchedOn dangers that an administrator has switched on
 */
public record GrantPolicy(
    Ceiling inNamespace, Ceiling clusterWide, Set<DangerousPermission> switchedOn) {
  public GrantPolicy {
    switchedOn = Set.copyOf(switchedOn);
  }

  /** What holds for every namespace. */
  public GrantPolicy withoutNamespace() {
    return new GrantPolicy(clusterWide, clusterWide, switchedOn);
  }

  /** Why a rule can't be handed out. */
  public sealed interface Excess {
    /** The right is more than the administrator lets this operator hand out. */
    record BeyondCeiling(Permission right) implements Excess {}

    /** The right is within the ceiling, perhaps by a wildcard, but nobody has switched it on. */
    record Dangerous(DangerousPermission danger, Permission right) implements Excess {}
  }

  /** The first thing about a rule that forbids it. */
  public Optional<Excess> excess(PolicyRule rule, boolean everywhere) {
    return (everywhere ? clusterWide : inNamespace)
        .beyond(rule)
        .<Excess>map(Excess.BeyondCeiling::new)
        .or(() -> danger(rule, everywhere));
  }

  private Optional<Excess> danger(PolicyRule rule, boolean everywhere) {
    return DangerousPermission.of(rule, everywhere).stream()
        .filter(danger -> danger.isRefused() && !switchedOn.contains(danger))
        .findFirst()
        .flatMap(danger -> danger.in(rule).map(right -> new Excess.Dangerous(danger, right)));
  }
}
