package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.List;

/**
 * Matches rules and permissions as the RBAC authorizer does: {@code *} includes every value, and
 * <code>*&#47;scale</code> includes that subresource of every resource.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC
 *     Authorization</a>
 */
public final class PermissionMatcher {
  private static final String ALL = "*";

  private PermissionMatcher() {}

  /** Reports whether {@code held} includes all of {@code permission}. */
  public static boolean covers(PolicyRule held, Permission permission) {
    return coversAnyName(held, permission)
        && (held.resourceNames().isEmpty()
            || (permission.name() != null && held.resourceNames().contains(permission.name())));
  }

  /** Reports whether {@code held} includes {@code permission} for at least one object. */
  public static boolean coversAnyName(PolicyRule held, Permission permission) {
    return includes(held.apiGroups(), permission.group())
        && includesResource(held.resources(), permission.resource())
        && includes(held.verbs(), permission.verb());
  }

  /** Reports whether one permission includes all of the other. */
  public static boolean covers(Permission held, Permission permission) {
    return covers(
        new PolicyRule(
            List.of(held.group()),
            List.of(held.resource()),
            List.of(held.verb()),
            held.name() == null ? List.of() : List.of(held.name())),
        permission);
  }

  /**
   * Reports whether {@code permission} includes anything of {@code pattern}, however it is written.
   * A value of the pattern may end in a star, which stands for any suffix.
   */
  static boolean overlaps(PolicyRule pattern, Permission permission) {
    return pattern.apiGroups().stream().anyMatch(g -> overlaps(g, permission.group()))
        && pattern.resources().stream().anyMatch(r -> overlapsResource(r, permission.resource()))
        && pattern.verbs().stream().anyMatch(v -> overlaps(v, permission.verb()));
  }

  private static boolean includes(List<String> held, String value) {
    return held.contains(ALL) || held.contains(value);
  }

  private static boolean includesResource(List<String> held, String resource) {
    int slash = resource.indexOf('/');
    return includes(held, resource)
        || (slash >= 0 && held.contains(ALL + resource.substring(slash)));
  }

  private static boolean overlaps(String pattern, String value) {
    return value.equals(ALL)
        || value.equals(pattern)
        || (pattern.endsWith(ALL)
            && value.startsWith(pattern.substring(0, pattern.length() - ALL.length())));
  }

  /**
   * Kubernetes gives <code>pods&#47;*</code> no meaning. Its author means all subresources of pods,
   * so it counts as such.
   */
  private static boolean overlapsResource(String pattern, String value) {
    int patternSlash = pattern.indexOf('/');
    int valueSlash = value.indexOf('/');
    if (patternSlash < 0 || valueSlash < 0) {
      return overlaps(pattern, value);
    }
    return overlaps(pattern.substring(0, patternSlash), value.substring(0, valueSlash))
        && overlaps(pattern.substring(patternSlash + 1), value.substring(valueSlash + 1));
  }
}
