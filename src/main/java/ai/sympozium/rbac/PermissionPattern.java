package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.util.List;

/**
 * A set of permissions, as every combination of some groups, resources and verbs.
 *
 * @param onlyWithoutName whether permissions that are limited to named objects are excluded
 */
record PermissionPattern(PolicyRule rule, boolean onlyWithoutName) {
  static final String WRITE = "create,update,patch";
  static final String DELETE = "delete,deletecollection,unsafe-delete-ignore-read-errors";
  static final String WRITE_AND_DELETE = WRITE + "," + DELETE;

  /** Writes to every built-in kind that starts pods. */
  static final List<PermissionPattern> STARTING_PODS =
      List.of(
          on("apps", "deployments,statefulsets,daemonsets,replicasets", WRITE),
          on("batch", "jobs,cronjobs", WRITE),
          on("", "replicationcontrollers,podtemplates", WRITE));

  /** Deletions, and writes that controllers answer by stopping or starting pods. */
  static final List<PermissionPattern> STOPPING_OTHERS =
      List.of(
          on("*", "*", DELETE),
          on("*", "*/scale,*/status", WRITE),
          on("", "pods/eviction,pods/resize,persistentvolumeclaims", WRITE),
          on("autoscaling", "horizontalpodautoscalers", WRITE),
          on("policy", "poddisruptionbudgets", WRITE),
          on("scheduling.k8s.io", "*", WRITE));

  /** Creates a pattern from comma-separated lists, whose values may end in a star. */
  static PermissionPattern on(String groups, String resources, String verbs) {
    return new PermissionPattern(
        new PolicyRule(split(groups), split(resources), split(verbs), List.of()), false);
  }

  PermissionPattern withoutName() {
    return new PermissionPattern(rule, true);
  }

  /** Reports whether {@code permission} includes any permission of the set. */
  boolean matches(Permission permission) {
    return !(onlyWithoutName && permission.isLimitedToName())
        && PermissionMatcher.overlaps(rule, permission);
  }

  private static List<String> split(String commaSeparated) {
    return List.of(commaSeparated.split(",", -1));
  }
}
