package ai.sympozium.cli.usage;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.rbac.Permission;
import ai.sympozium.rbac.PermissionMatcher;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A permission in the run's namespace or in the whole cluster.
 *
 * @param clusterWide whether it applies to every namespace
 */
public record ScopedPermission(boolean clusterWide, Permission permission) {
  private static final String ALL = "*";

  /** The verbs of requests. Others are checked beside a request, and no log contains them. */
  private static final Set<String> REQUEST_VERBS =
      Set.of(
          ALL, "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  /** Expands rules into permissions without duplicates. */
  public static List<ScopedPermission> of(Collection<PolicyRule> rules, boolean clusterWide) {
    return rules.stream()
        .flatMap(rule -> Permission.of(rule).stream())
        .map(permission -> new ScopedPermission(clusterWide, permission))
        .distinct()
        .toList();
  }

  public String group() {
    return permission.group();
  }

  public String resource() {
    return permission.resource();
  }

  public String verb() {
    return permission.verb();
  }

  public @Nullable String name() {
    return permission.name();
  }

  /** Reports whether the API server allows {@code request} because of this permission. */
  public boolean allows(ApiRequest request, String runNamespace) {
    return (clusterWide || runNamespace.equals(request.namespace()))
        && PermissionMatcher.covers(permission, request.permission());
  }

  public boolean isVisibleInRequests() {
    return REQUEST_VERBS.contains(verb());
  }

  public boolean isWildcard() {
    return group().equals(ALL) || resource().contains(ALL) || verb().equals(ALL);
  }
}
