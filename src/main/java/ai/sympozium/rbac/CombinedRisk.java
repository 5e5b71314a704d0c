package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A risk that exists when all its required accesses are allowed, by any rules.
 *
 * @param effect text with {@code %s} for the scope: a namespace or the whole cluster
 */
record CombinedRisk(String effect, List<RequiredAccess> required) {
  CombinedRisk(String effect, RequiredAccess... required) {
    this(effect, List.of(required));
  }

  /**
   * Checks whether rules bring this risk.
   *
   * @param rules rules that apply in the scope
   * @param clusterRules rules that apply in the whole cluster
   * @return the risk with the names that it is limited to, or empty
   */
  Optional<Risk> in(List<PolicyRule> rules, List<PolicyRule> clusterRules, String scope) {
    SortedSet<String> names = new TreeSet<>();
    for (RequiredAccess access : required) {
      Optional<SortedSet<String>> allowed =
          access.allowedNames(access.clusterWide() ? clusterRules : rules);
      if (allowed.isEmpty()) {
        return Optional.empty();
      }
      names.addAll(allowed.get());
    }
    return Optional.of(new Risk.Combined(effect.formatted(scope), List.copyOf(names)));
  }
}
