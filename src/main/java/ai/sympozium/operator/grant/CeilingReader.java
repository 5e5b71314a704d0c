package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
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
 * Reads what may be handed out where. Everywhere it is the aggregated ClusterRole. In one namespace
 * it is that and every role which a labelled RoleBinding there gives to the operator's account: by
 * the same binding the API server lets the operator hand it out there, and nowhere else.
 */
public final class CeilingReader {
  private final KubernetesClient client;
  private final String operatorNamespace;
  private final Set<DangerousPermission> switchedOn;

  public CeilingReader(
      KubernetesClient client, String operatorNamespace, Set<DangerousPermission> switchedOn) {
    this.client = client;
    this.operatorNamespace = operatorNamespace;
    this.switchedOn = switchedOn;
  }

  /** As the API server knows it now. */
  public GrantPolicy in(String namespace) {
    return of(
        Optional.ofNullable(client.rbac().clusterRoles().withName(Ceiling.NAME).get()),
        client
            .rbac()
            .roleBindings()
            .inNamespace(namespace)
            .withLabel(SympoziumLabels.LABEL_CEILING, "true")
            .list()
            .getItems());
  }

  /** The namespaces that have more than the rest, by name. */
  public List<String> widened() {
    return client
        .rbac()
        .roleBindings()
        .inAnyNamespace()
        .withLabel(SympoziumLabels.LABEL_CEILING, "true")
        .list()
        .getItems()
        .stream()
        .filter(this::isOurs)
        .map(binding -> binding.getMetadata().getNamespace())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * From what a cache holds; the roles of bindings are asked for.
   *
   * @param widening the labelled RoleBindings of one namespace
   */
  public GrantPolicy of(Optional<ClusterRole> aggregated, Collection<RoleBinding> widening) {
    Ceiling everywhere = aggregated.map(Ceiling::of).orElseGet(() -> new Ceiling(List.of()));
    Ceiling here =
        widening.stream()
            .filter(this::isOurs)
            .map(binding -> Ceiling.of(rules(binding)))
            .reduce(everywhere, Ceiling::and);
    return new GrantPolicy(here, everywhere, switchedOn);
  }

  /** A label alone is anybody's; it counts what the API server would count too. */
  private boolean isOurs(RoleBinding binding) {
    return binding.getSubjects().stream()
        .anyMatch(subject ->
            "ServiceAccount".equals(subject.getKind())
                && OperatorConfig.ACCOUNT.equals(subject.getName())
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
