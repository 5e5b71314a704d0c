package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * What a skill used of what it was given, and the least that would have been enough.
 *
 * @param used how many calls rested on each right
 * @param unused rights that no call rested on
 * @param unseen rights whose use no log can show
 * @param beyond calls that were allowed by something else, mostly what every account may
 * @param smaller the least rights that allow the same calls again; never more than was declared
 * @param wholeBecause why {@code smaller} is all that was declared, if it is for a reason
 */
record PermissionUsage(
    List<ScopedPermission> declared,
    Map<ScopedPermission, Integer> used,
    List<ScopedPermission> unused,
    List<ScopedPermission> unseen,
    Map<ApiRequest, Integer> refused,
    Map<ApiRequest, Integer> beyond,
    List<ScopedPermission> smaller,
    Optional<String> wholeBecause) {

  /** The right that says least comes first, so that the others turn out not to be needed. */
  private static final Comparator<ScopedPermission> LEAST_FIRST =
      Comparator.comparing(ScopedPermission::clusterWide)
          .thenComparing(ScopedPermission::isWildcard)
          .thenComparing(right -> right.name() == null);

  static PermissionUsage of(
      List<PolicyRule> rules,
      List<PolicyRule> clusterRules,
      String runNamespace,
      UsageEvidence evidence) {
    List<ScopedPermission> declared =
        Stream.concat(
                ScopedPermission.of(rules, false).stream(),
                ScopedPermission.of(clusterRules, true).stream())
            .toList();
    List<ScopedPermission> candidates = declared.stream().sorted(LEAST_FIRST).toList();
    boolean exact = evidence.source() == UsageEvidence.Source.AUDIT_LOG;
    Map<ScopedPermission, Integer> used = new LinkedHashMap<>();
    Map<ApiRequest, Integer> beyond = new LinkedHashMap<>();
    SequencedSet<ScopedPermission> needed = new LinkedHashSet<>();
    List<ApiRequest> covered = new ArrayList<>();
    calls(evidence)
        .forEach((call, times) -> {
          Optional<ScopedPermission> right = first(candidates, call, runNamespace);
          if (right.isPresent()) {
            covered.add(call);
            used.merge(right.get(), times, Integer::sum);
            needed.add(least(right.get(), call, runNamespace, exact));
          } else if (times > 0) {
            beyond.put(call, times);
          }
        });
    List<ScopedPermission> unseen =
        declared.stream().filter(r -> !r.isVisibleInRequests() && !used.containsKey(r)).toList();
    return new PermissionUsage(
        declared,
        used,
        declared.stream().filter(r -> r.isVisibleInRequests() && !used.containsKey(r)).toList(),
        unseen,
        evidence.refused(),
        beyond,
        evidence.wholeBecause().isPresent()
            ? declared
            : Stream.concat(withoutSpare(needed, covered, runNamespace).stream(), unseen.stream())
                .toList(),
        evidence.wholeBecause());
  }

  /** All that needed a right, and how often; what was only implied never by itself. */
  private static Map<ApiRequest, Integer> calls(UsageEvidence evidence) {
    Map<ApiRequest, Integer> calls = new LinkedHashMap<>(evidence.allowed());
    evidence.implied().forEach(call -> calls.putIfAbsent(call, 0));
    return calls;
  }

  private static Optional<ScopedPermission> first(
      List<ScopedPermission> rights, ApiRequest call, String runNamespace) {
    return rights.stream().filter(right -> right.allows(call, runNamespace)).findFirst();
  }

  /**
   * Just what the call needs of the right. A right in the whole cluster shrinks to the run's
   * namespace only if the log says where the call went: from a command line it can't be told
   * whether the resource has a namespace.
   */
  private static ScopedPermission least(
      ScopedPermission right, ApiRequest call, String runNamespace, boolean exact) {
    boolean elsewhere = !runNamespace.equals(call.namespace());
    return new ScopedPermission(
        right.clusterWide() && (elsewhere || !exact),
        new Permission(call.group(), call.resource(), call.verb(), right.name()));
  }

  /** Leaves out what the others allow too, the widest first. */
  private static List<ScopedPermission> withoutSpare(
      Collection<ScopedPermission> needed, Collection<ApiRequest> calls, String runNamespace) {
    List<ScopedPermission> least = new ArrayList<>(needed);
    for (ScopedPermission right : needed.stream().sorted(LEAST_FIRST.reversed()).toList()) {
      least.remove(right);
      if (!calls.stream().allMatch(call -> first(least, call, runNamespace).isPresent())) {
        least.add(right);
      }
    }
    return least;
  }

  List<PolicyRule> smallerRules() {
    return RuleCompactor.of(smaller.stream().filter(r -> !r.clusterWide()).toList());
  }

  List<PolicyRule> smallerClusterRules() {
    return RuleCompactor.of(smaller.stream().filter(ScopedPermission::clusterWide).toList());
  }
}
