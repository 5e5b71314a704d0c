package ai.sympozium.operator.admission;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the author of a pack must hold: a right that the pack declares, where it is going to act.
 *
 * @param field where the pack says so
 * @param namespace where the right acts; null means in the whole cluster
 * @param kind of role by which Kubernetes would give it
 */
record RequiredPermission(String field, Permission right, @Nullable String namespace, String kind) {
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String ROLES = "roles";

  /**
   * All demands of a pack, in its own order. A pack of the operator's namespace can be attached
   * from everywhere, so what it declares for a run's namespace acts in all of them. The secret that
   * a pack mounts is read by whatever image the pack names.
   */
  static List<RequiredPermission> of(
      SkillPackSpec pack, String namespace, String operatorNamespace) {
    SidecarSpec sidecar = pack.sidecar();
    if (sidecar == null) {
      return List.of();
    }
    String place = namespace.equals(operatorNamespace) ? null : namespace;
    List<RequiredPermission> demands = new ArrayList<>();
    add(demands, "spec.sidecar.rbac", sidecar.rbac(), place, ROLES);
    add(demands, "spec.sidecar.clusterRBAC", sidecar.clusterRBAC(), null, "clusterroles");
    if (sidecar.secretRef() != null) {
      Permission reading = new Permission("", "secrets", "get", sidecar.secretRef());
      demands.add(new RequiredPermission("spec.sidecar.secretRef", reading, place, ROLES));
    }
    return demands;
  }

  private static void add(
      List<RequiredPermission> demands,
      String field,
      List<PolicyRule> rules,
      @Nullable String namespace,
      String kind) {
    for (int i = 0; i < rules.size(); i++) {
      for (Permission right : Permission.of(rules.get(i))) {
        demands.add(new RequiredPermission(field + "[" + i + "]", right, namespace, kind));
      }
    }
  }

  /**
   * Who holds this instead may write roles with rights that he does not hold. What is created has
   * no name yet, and that is how the API server asks.
   */
  RequiredPermission escalation() {
    return new RequiredPermission(
        field, new Permission(RBAC, kind, "escalate", ""), namespace, kind);
  }

  /** In the whole cluster, or in a namespace. */
  String where() {
    return namespace == null ? "in the whole cluster" : "in namespace " + namespace;
  }
}
