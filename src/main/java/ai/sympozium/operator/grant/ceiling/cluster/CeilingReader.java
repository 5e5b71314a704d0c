package ai.sympozium.operator.grant.ceiling.cluster;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.rbac.DangerousPermission;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the grant policy of a namespace. In every namespace the aggregated ClusterRole applies. A
 * labelled RoleBinding that gives a role to the granter adds that role in its own namespace. The
 * API server's escalation check evaluates the same binding.
 */
public final class CeilingReader {
  private final KubernetesClient client;
  private final String operatorNamespace;
  private final Set<DangerousPermission> allowedDangerousPermissions;

  public CeilingReader(
      KubernetesClient client,
      String operatorNamespace,
      Set<DangerousPermission> allowedDangerousPermissions) {
    this.client = client;
    this.operatorNamespace = operatorNamespace;
    this.allowedDangerousPermissions = allowedDangerousPermissions;
  }

  /** Reads the policy of a namespace from the API server, bypassing caches. */
  public GrantPolicy read(String namespace) {
    return resolve(
        Optional.ofNullable(client.rbac().clusterRoles().withName(Ceiling.NAME).get()),
        client
            .rbac()
            .roleBindings()
            .inNamespace(namespace)
            .withLabel(SympoziumLabels.LABEL_NAMESPACE_CEILING, "true")
            .list()
            .getItems());
  }

  /** Lists the namespaces with a RoleBinding that extends their ceiling, sorted by name. */
  public List<String> namespacesWithOwnCeiling() {
    return client
        .rbac()
        .roleBindings()
        .inAnyNamespace()
        .withLabel(SympoziumLabels.LABEL_NAMESPACE_CEILING, "true")
        .list()
        .getItems()
        .stream()
        .filter(this::bindsGranter)
        .map(binding -> binding.getMetadata().getNamespace())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Computes the policy of a namespace from cached objects. The roles of the bindings are read
   * live.
   *
   * @param bindings the labelled RoleBindings of one namespace
   */
  public GrantPolicy resolve(Optional<ClusterRole> aggregated, Collection<RoleBinding> bindings) {
    Ceiling clusterWide = aggregated.map(Ceiling::of).orElseGet(() -> new Ceiling(List.of()));
    Ceiling inNamespace =
        bindings.stream()
            .filter(this::bindsGranter)
            .map(binding -> Ceiling.of(rules(binding)))
            .reduce(clusterWide, Ceiling::plus);
    return new GrantPolicy(inNamespace, clusterWide, allowedDangerousPermissions);
  }

  /** Any author of RoleBindings can set the label; the API server evaluates subjects only. */
  private boolean bindsGranter(RoleBinding binding) {
    return binding.getSubjects().stream()
        .anyMatch(subject ->
            "ServiceAccount".equals(subject.getKind())
                && OperatorConfig.GRANTER.equals(subject.getName())
                && operatorNamespace.equals(subject.getNamespace()));
  }

  private @Nullable List<PolicyRule> rules(RoleBinding binding) {
    String name = binding.getRoleRef().getName();
    if ("ClusterRole".equals(binding.getRoleRef().getKind())) {
      ClusterRole role = client.rbac().clusterRoles().withName(name).get();
      return role == null ? null : role.getRules();
    }
    Role role =
        client
            .rbac()
            .roles()
            .inNamespace(binding.getMetadata().getNamespace())
            .withName(name)
            .get();
    return role == null ? null : role.getRules();
  }
}
