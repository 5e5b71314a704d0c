package ai.sympozium.operator.grant.ceiling.cluster;

import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.kube.BoundedItemStore;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;

/**
 * Informer stores of what defines ceilings. A user who writes RBAC objects can set the labels of
 * ceilings, so the stores keep only what concerns the operator.
 */
public final class CeilingStores {
  private CeilingStores() {}

  /** Returns a store that keeps the rules of the aggregated ceiling only. */
  public static BoundedItemStore<ClusterRole> roles() {
    return BoundedItemStore.trimming(role -> {
      if (!Ceiling.NAME.equals(role.getMetadata().getName())) {
        role.setRules(List.of());
        role.setAggregationRule(null);
      }
    });
  }

  /** Returns a store that keeps the role and the granter of bindings that extend a ceiling. */
  public static BoundedItemStore<RoleBinding> bindings(String operatorNamespace) {
    return BoundedItemStore.trimming(binding -> trim(binding, operatorNamespace));
  }

  private static void trim(RoleBinding binding, String operatorNamespace) {
    List<Subject> granter =
        binding.getRoleRef().getName().length() > BoundedItemStore.MAX_NAME
            ? List.of()
            : binding.getSubjects().stream()
                .filter(subject -> isGranter(subject, operatorNamespace))
                .limit(1)
                .toList();
    binding.setSubjects(granter);
    if (granter.isEmpty()) {
      binding.setRoleRef(null);
    }
  }

  static boolean isGranter(Subject subject, String operatorNamespace) {
    return "ServiceAccount".equals(subject.getKind())
        && OperatorConfig.GRANTER.equals(subject.getName())
        && operatorNamespace.equals(subject.getNamespace());
  }
}
