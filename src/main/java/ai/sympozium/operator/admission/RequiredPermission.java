package ai.sympozium.operator.admission;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Permission that the author of a pack must hold, because the pack declares it.
 *
 * @param field of the pack that declares it
 * @param namespace in which it applies; null means the whole cluster
 * @param kind of role that would grant it
 */
record RequiredPermission(
    String field, Permission permission, @Nullable String namespace, String kind) {
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String ROLES = "roles";

  /**
   * Returns the required permissions in the order of the pack. Every namespace can attach a pack of
   * the operator's namespace, so its permissions are required in the whole cluster. The image of
   * the pack reads the Secrets, ConfigMaps and claims that the pack names.
   */
  static List<RequiredPermission> of(
      SkillPackSpec pack, String namespace, String operatorNamespace) {
    SidecarSpec sidecar = pack.sidecar();
    if (sidecar == null) {
      return List.of();
    }
    String scope = namespace.equals(operatorNamespace) ? null : namespace;
    List<RequiredPermission> required = new ArrayList<>();
    add(required, "spec.sidecar.rbac", sidecar.rbac(), scope, ROLES);
    add(required, "spec.sidecar.clusterRBAC", sidecar.clusterRBAC(), null, "clusterroles");
    NamedObjects.of(sidecar)
        .forEach(named ->
            required.add(new RequiredPermission(named.field(), named.permission(), scope, ROLES)));
    return required;
  }

  private static void add(
      List<RequiredPermission> required,
      String field,
      List<PolicyRule> rules,
      @Nullable String namespace,
      String kind) {
    for (int i = 0; i < rules.size(); i++) {
      for (Permission permission : Permission.of(rules.get(i))) {
        required.add(new RequiredPermission(field + "[" + i + "]", permission, namespace, kind));
      }
    }
  }

  /**
   * Returns the permission that exempts the author from this one. It has no name, because the API
   * server reviews the creation of a role without a name.
   */
  RequiredPermission escalation() {
    return new RequiredPermission(
        field, new Permission(RBAC, kind, "escalate", ""), namespace, kind);
  }

  String scope() {
    return namespace == null ? "in the whole cluster" : "in namespace " + namespace;
  }
}
