package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.TerminalSanitizer;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What rules make possible beyond what they seem to say. It is there when all its needs are met, by
 * whichever rules.
 *
 * @param words {@code %s} is where: in a namespace or in the whole cluster
 */
record Risk(String words, List<RequiredAccess> needs) {
  Risk(String words, RequiredAccess... needs) {
    this(words, List.of(needs));
  }

  /**
   * The risk in plain words, if these rules bring it.
   *
   * @param rules those that act where it is asked for
   * @param clusterRules those that act in the whole cluster
   */
  Optional<String> in(List<PolicyRule> rules, List<PolicyRule> clusterRules, String where) {
    SortedSet<String> names = new TreeSet<>();
    for (RequiredAccess need : needs) {
      Optional<SortedSet<String>> met = need.metBy(need.clusterWide() ? clusterRules : rules);
      if (met.isEmpty()) {
        return Optional.empty();
      }
      names.addAll(met.get());
    }
    return Optional.of(
        words.formatted(where)
            + (names.isEmpty()
                ? ""
                : "; limited to " + TerminalSanitizer.value(String.join(", ", names))));
  }
}
