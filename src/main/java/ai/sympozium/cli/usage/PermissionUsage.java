package ai.sympozium.cli.usage;

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
 * Compares the permissions of a skill with its requests and computes the minimal set.
 *
 * @param used number of requests that each permission allowed
 * @param unused permissions that allowed no request
 * @param unobservable permissions whose use no log shows
 * @param grantedElsewhere requests that other grants allowed, mostly those of every account
 * @param minimal the smallest set that allows the same requests; never more than declared
 * @param notMinimizedReason why {@code minimal} is everything that was declared
 */
public record PermissionUsage(
    List<ScopedPermission> declared,
    Map<ScopedPermission, Integer> used,
    List<ScopedPermission> unused,
    List<ScopedPermission> unobservable,
    Map<ApiRequest, Integer> denied,
    Map<ApiRequest, Integer> grantedElsewhere,
    List<ScopedPermission> minimal,
    Optional<String> notMinimizedReason) {

  /** Narrow permissions come first, so that wider ones are found to be unnecessary. */
  private static final Comparator<ScopedPermission> NARROW_FIRST =
      Comparator.comparing(ScopedPermission::clusterWide)
          .thenComparing(ScopedPermission::isWildcard)
          .thenComparing(permission -> permission.name() == null);

  public static PermissionUsage of(
      List<PolicyRule> rules,
      List<PolicyRule> clusterRules,
      String runNamespace,
      UsageEvidence evidence) {
    List<ScopedPermission> declared =
        Stream.concat(
                ScopedPermission.of(rules, false).stream(),
                ScopedPermission.of(clusterRules, true).stream())
            .toList();
    List<ScopedPermission> candidates = declared.stream().sorted(NARROW_FIRST).toList();
    boolean exact = evidence.source() == UsageEvidence.Source.AUDIT_LOG;
    Map<ScopedPermission, Integer> used = new LinkedHashMap<>();
    Map<ApiRequest, Integer> grantedElsewhere = new LinkedHashMap<>();
    SequencedSet<ScopedPermission> needed = new LinkedHashSet<>();
    List<ApiRequest> covered = new ArrayList<>();
    requests(evidence)
        .forEach((request, count) -> {
          Optional<ScopedPermission> allowing = first(candidates, request, runNamespace);
          if (allowing.isPresent()) {
            covered.add(request);
            used.merge(allowing.get(), count, Integer::sum);
            needed.add(narrow(allowing.get(), request, runNamespace, exact));
          } else if (count > 0) {
            grantedElsewhere.put(request, count);
          }
        });
    List<ScopedPermission> unobservable =
        declared.stream().filter(r -> !r.isVisibleInRequests() && !used.containsKey(r)).toList();
    return new PermissionUsage(
        declared,
        used,
        declared.stream().filter(r -> r.isVisibleInRequests() && !used.containsKey(r)).toList(),
        unobservable,
        evidence.denied(),
        grantedElsewhere,
        evidence.notMinimizedReason().isPresent()
            ? declared
            : Stream.concat(
                    withoutRedundant(needed, covered, runNamespace).stream(), unobservable.stream())
                .toList(),
        evidence.notMinimizedReason());
  }

  /** Counts the requests that needed a permission; implied ones count as zero. */
  private static Map<ApiRequest, Integer> requests(UsageEvidence evidence) {
    Map<ApiRequest, Integer> requests = new LinkedHashMap<>(evidence.allowed());
    evidence.implied().forEach(request -> requests.putIfAbsent(request, 0));
    return requests;
  }

  /** Returns the narrowest declared permission that allows a request. */
  public static Optional<ScopedPermission> narrowest(
      List<ScopedPermission> declared, ApiRequest request, String runNamespace) {
    return first(declared.stream().sorted(NARROW_FIRST).toList(), request, runNamespace);
  }

  private static Optional<ScopedPermission> first(
      List<ScopedPermission> permissions, ApiRequest request, String runNamespace) {
    return permissions.stream()
        .filter(permission -> permission.allows(request, runNamespace))
        .findFirst();
  }

  /**
   * Reduces a permission to the part that a request needs. A cluster-wide permission becomes one in
   * the run's namespace only if a log shows the namespace of the request. A command line does not
   * show whether the resource is namespaced.
   */
  private static ScopedPermission narrow(
      ScopedPermission permission, ApiRequest request, String runNamespace, boolean exact) {
    boolean elsewhere = !runNamespace.equals(request.namespace());
    return new ScopedPermission(
        permission.clusterWide() && (elsewhere || !exact),
        new Permission(request.apiGroup(), request.resource(), request.verb(), permission.name()));
  }

  /** Removes each permission that the others make unnecessary, the widest first. */
  private static List<ScopedPermission> withoutRedundant(
      Collection<ScopedPermission> needed, Collection<ApiRequest> requests, String runNamespace) {
    List<ScopedPermission> minimal = new ArrayList<>(needed);
    for (ScopedPermission permission : needed.stream().sorted(NARROW_FIRST.reversed()).toList()) {
      minimal.remove(permission);
      if (!requests.stream()
          .allMatch(request -> first(minimal, request, runNamespace).isPresent())) {
        minimal.add(permission);
      }
    }
    return minimal;
  }
}
