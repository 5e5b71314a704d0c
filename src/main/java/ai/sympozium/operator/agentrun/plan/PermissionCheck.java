package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.ceiling.GrantPolicy.Violation.BeyondCeiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy.Violation.Dangerous;
import ai.sympozium.rbac.DangerousPermission;
import ai.sympozium.rbac.Permission;
import java.util.List;

/** Checks the permissions of a pack against the ceiling and the allowed dangerous permissions. */
final class PermissionCheck {
  private PermissionCheck() {}

  static void check(GrantPolicy limits, SidecarSpec sidecar, String fieldPath) {
    check(limits, sidecar.rbac(), false, fieldPath + ".rbac");
    check(limits, sidecar.clusterRBAC(), true, fieldPath + ".clusterRBAC");
  }

  private static void check(
      GrantPolicy limits, List<PolicyRule> rules, boolean clusterWide, String fieldPath) {
    for (int i = 0; i < rules.size(); i++) {
      String rulePath = fieldPath + "[" + i + "]";
      switch (limits.violation(rules.get(i), clusterWide).orElse(null)) {
        case null -> {}
        case BeyondCeiling(Permission permission) ->
            throw beyondCeiling(rulePath, permission, clusterWide);
        case Dangerous(DangerousPermission danger, Permission permission) ->
            throw dangerous(rulePath, permission, danger);
      }
    }
  }

  private static PlanRefusedException beyondCeiling(
      String fieldPath, Permission permission, boolean clusterWide) {
    return new PlanRefusedException(
        Reason.PERMISSIONS_BEYOND_CEILING,
        "%s: %s exceeds this cluster's ceiling. An administrator can allow it with a ClusterRole"
            + " labelled %s=true%s.",
        fieldPath,
        permission.describe(),
        SympoziumLabels.LABEL_AGGREGATE_TO_CEILING,
        clusterWide
            ? ""
            : ", or for this namespace only with a RoleBinding to the ServiceAccount sympozium-granter labelled "
                + SympoziumLabels.LABEL_NAMESPACE_CEILING
                + "=true");
  }

  private static PlanRefusedException dangerous(
      String fieldPath, Permission permission, DangerousPermission danger) {
    return new PlanRefusedException(
        Reason.DANGEROUS_PERMISSION,
        "%s: %s is a dangerous permission (%s: %s) and not allowed. An administrator can allow it with"
            + " the chart value allowedDangerousPermissions: [%s].",
        fieldPath,
        permission.describe(),
        danger.id(),
        danger.risk(),
        danger.id());
  }
}
