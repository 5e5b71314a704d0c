package ai.sympozium.operator.grant.ceiling.cluster;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.kube.ListPages;
import ai.sympozium.rbac.DangerousPermission;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the grant policy of a namespace. In every namespace the aggregated ClusterRole applies. A
 * labelled RoleBinding that gives a role to the granter adds that role in its own namespace. The
 * API server's escalation check evaluates the same binding.
 */
public final class CeilingReader {
  private static final String CEILING_BINDINGS = SympoziumLabels.LABEL_NAMESPACE_CEILING + "=true";

  /** A tenant can write the roles and bindings of a namespace. */
  static final int MAX_BINDINGS = 64;

  private static final int MAX_RULES = 1_000;
  private static final long MAX_CHARACTERS = 128L * 1024;

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
        bindings(client.rbac().roleBindings().inNamespace(namespace)));
  }

  /** Any author of RoleBindings can set the label, so only those of the granter are kept. */
  private List<RoleBinding> bindings(Listable<RoleBindingList> roleBindings) {
    var found = CeilingStores.bindings(operatorNamespace);
    ListPages.forEach(
        roleBindings, CEILING_BINDINGS, binding -> found.put(found.getKey(binding), binding));
    return found.values().filter(this::bindsGranter).toList();
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
            .sorted(Comparator.comparing(binding -> binding.getMetadata().getName()))
            .limit(MAX_BINDINGS)
            .map(binding -> Ceiling.of(bounded(rules(binding))))
            .reduce(clusterWide, Ceiling::plus);
    return new GrantPolicy(inNamespace, clusterWide, allowedDangerousPermissions);
  }

  /** Any author of RoleBindings can set the label; the API server evaluates subjects only. */
  private boolean bindsGranter(RoleBinding binding) {
    return binding.getSubjects().stream()
        .anyMatch(s -> CeilingStores.isGranter(s, operatorNamespace));
  }

  /** A role that is too large adds nothing: the operator then grants less, never more. */
  static List<PolicyRule> bounded(@Nullable List<PolicyRule> rules) {
    if (rules == null) {
      return List.of();
    }
    long characters =
        rules.stream()
            .flatMap(rule ->
                Stream.of(
                    rule.getApiGroups(),
                    rule.getResources(),
                    rule.getResourceNames(),
                    rule.getVerbs()))
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .mapToLong(String::length)
            .sum();
    return characters > MAX_CHARACTERS || rules.size() > MAX_RULES ? List.of() : rules;
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
