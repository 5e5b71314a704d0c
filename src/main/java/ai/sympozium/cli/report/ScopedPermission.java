package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One single right: a verb on a resource, somewhere.
 *
 * @param clusterWide whether it acts everywhere; else in the run's namespace
 * @param name the only object that it is for; absent for all
 */
record ScopedPermission(
    boolean clusterWide, String group, String resource, String verb, @Nullable String name) {
  private static final String ALL = "*";

  /** The verbs of requests. Others are asked beside a request, and no log tells of them. */
  private static final Set<String> REQUEST_VERBS =
      Set.of(
          ALL, "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  /** All that rules give, each once. */
  static List<ScopedPermission> of(Collection<PolicyRule> rules, boolean clusterWide) {
    return rules.stream()
        .flatMap(rule -> Permission.of(rule).stream())
        .map(r -> new ScopedPermission(clusterWide, r.group(), r.resource(), r.verb(), r.name()))
        .distinct()
        .toList();
  }

  /** Whether the API server lets the call through because of this right. */
  boolean allows(ApiRequest call, String runNamespace) {
    return (clusterWide || runNamespace.equals(call.namespace()))
        && is(group, call.group())
        && (is(resource, call.resource()) || isSubresourceOfAny(call.resource()))
        && is(verb, call.verb())
        && (name == null || name.equals(call.name()));
  }

  boolean showsInRequests() {
    return REQUEST_VERBS.contains(verb);
  }

  /** Whether it stands for more than one right. */
  boolean isWildcard() {
    return group.equals(ALL) || resource.contains(ALL) || verb.equals(ALL);
  }

  private static boolean is(String held, String asked) {
    return held.equals(ALL) || held.equals(asked);
  }

  private boolean isSubresourceOfAny(String asked) {
    int slash = asked.indexOf('/');
    return slash > 0 && resource.equals(ALL + asked.substring(slash));
  }
}
