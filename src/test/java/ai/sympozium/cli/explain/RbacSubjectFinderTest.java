package ai.sympozium.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.explain.Explanation.Editor;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Finds the subjects that roles and bindings allow to edit a pack. */
class RbacSubjectFinderTest {
  private static final PolicyRule UPDATE =
      new PolicyRule(
          List.of("sympozium.ai"), List.of("skillpacks"), List.of("update"), List.of("k8s-ops"));

  private static List<String> editors(String... manifests) {
    List<Role> roles = new ArrayList<>();
    List<RoleBinding> bindings = new ArrayList<>();
    List<ClusterRole> clusterRoles = new ArrayList<>();
    List<ClusterRoleBinding> clusterBindings = new ArrayList<>();
    for (String manifest : manifests) {
      switch (Serialization.unmarshal("apiVersion: rbac.authorization.k8s.io/v1\n" + manifest)) {
        case Role role -> roles.add(role);
        case RoleBinding binding -> bindings.add(binding);
        case ClusterRole role -> clusterRoles.add(role);
        case ClusterRoleBinding binding -> clusterBindings.add(binding);
        default -> throw new IllegalArgumentException(manifest);
      }
    }
    return new RbacSubjectFinder(roles, bindings, clusterRoles, clusterBindings)
        .findAllowedTo(UPDATE).stream().map(Editor::describe).toList();
  }

  private static String role(String kind, String name, String rule) {
    return "kind: " + kind + "\nmetadata: {name: " + name + "}\nrules: [" + rule + "]\n";
  }

  private static String binding(String kind, String role, String subjects) {
    return "kind: %s\nmetadata: {name: b}\nroleRef: {kind: %s}\nsubjects: [%s]\n"
        .formatted(kind, role, subjects);
  }

  private static final String ALL = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}";

  @Test
  void shouldFindSubjectsOfEachKindOfBinding() {
    assertThat(
            editors(
                role(
                    "Role",
                    "r",
                    "{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [update]}"),
                role("ClusterRole", "c", ALL),
                binding("RoleBinding", "Role, name: r", "{kind: User, name: eve}"),
                binding(
                    "RoleBinding",
                    "ClusterRole, name: c",
                    "{kind: ServiceAccount, name: helm, namespace: ops}"),
                binding(
                    "ClusterRoleBinding", "ClusterRole, name: c", "{kind: Group, name: admins}"),
                binding(
                    "ClusterRoleBinding", "ClusterRole, name: c", "{kind: Group, name: admins}")))
        .containsExactly("group admins", "account ops/helm", "user eve");
  }

  @Test
  void shouldIgnoreOtherPermissionsOtherNamesAndMissingRoles() {
    assertThat(
            editors(
                role(
                    "Role",
                    "reader",
                    "{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [get]}"),
                role(
                    "Role",
                    "other",
                    "{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [update],"
                        + " resourceNames: [another]}"),
                role("ClusterRole", "empty", ""),
                binding("RoleBinding", "Role, name: reader", "{kind: User, name: a}"),
                binding("RoleBinding", "Role, name: other", "{kind: User, name: b}"),
                binding("RoleBinding", "Role, name: gone", "{kind: User, name: c}"),
                binding("ClusterRoleBinding", "ClusterRole, name: empty", "{kind: User, name: d}")))
        .isEmpty();
  }

  @Test
  void shouldDistinguishRoleAndClusterRoleOfSameName() {
    assertThat(
            editors(
                role("Role", "same", ""),
                role("ClusterRole", "same", ALL),
                binding("RoleBinding", "Role, name: same", "{kind: User, name: a}"),
                binding("RoleBinding", "ClusterRole, name: same", "{kind: User, name: b}")))
        .containsExactly("user b");
  }
}
