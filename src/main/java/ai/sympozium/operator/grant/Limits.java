package ai.sympozium.operator.grant;

import ai.sympozium.api.Rule;
import ai.sympozium.rights.Danger;
import ai.sympozium.rights.Right;
import java.util.Optional;
import java.util.Set;

/**
 * What may be handed out to runs of one namespace.
 *
 * @param inNamespace ceiling of rights that hold in the namespace
 * @param clusterWide ceiling of rights that hold everywhere
 * @param switchedOn dangers that an administrator has switched on
 */
public record Limits(Ceiling inNamespace, Ceiling clusterWide, Set<Danger> switchedOn) {
  public Limits {
    switchedOn = Set.copyOf(switchedOn);
  }

  /** What holds for every namespace. */
  public Limits withoutNamespace() {
    return new Limits(clusterWide, clusterWide, switchedOn);
  }

  /** Why a rule can't be handed out. */
  public sealed interface Excess {
    /** The right is more than the administrator lets this operator hand out. */
    record BeyondCeiling(Right right) implements Excess {}

    /** The right is within the ceiling, perhaps by a wildcard, but nobody has switched it on. */
    record Dangerous(Danger danger, Right right) implements Excess {}
  }

  /** The first thing about a rule that forbids it. */
  public Optional<Excess> excess(Rule rule, boolean everywhere) {
    return (everywhere ? clusterWide : inNamespace)
        .beyond(rule)
        .<Excess>map(Excess.BeyondCeiling::new)
        .or(() -> danger(rule, everywhere));
  }

  private Optional<Excess> danger(Rule rule, boolean everywhere) {
    return Danger.of(rule, everywhere).stream()
        .filter(danger -> danger.isRefused() && !switchedOn.contains(danger))
        .findFirst()
        .flatMap(danger -> danger.in(rule).map(right -> new Excess.Dangerous(danger, right)));
  }
}
