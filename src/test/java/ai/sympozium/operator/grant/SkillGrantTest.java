package ai.sympozium.operator.grant;

import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks names, labels, owners and contents of the objects of a grant. */
class SkillGrantTest {
  private static final RunRef RUN =
      new RunRef("demo", "sre-bot-demo", "7f3c0000-1111-2222-3333-444455556666");
  private static final SkillGrant BOTH =
      new SkillGrant(
          RUN,
          "k8s-ops",
          rules("core: pods get,list"),
          rules("core: nodes get [n1] ; core: namespaces list"));

  @Test
  void shouldNameAllObjectsByUidAndSkill() {
    assertThat(BOTH.name()).matches("sympozium-run-[0-9a-f]{12}-k8s-ops");
    assertThat(objects(BOTH)).extracting(o -> o.getMetadata().getName()).containsOnly(BOTH.name());
    assertThat(objects(BOTH)).hasSize(5);
  }

  @Test
  void shouldDeriveSameNameAfterRestart() {
    assertThat(SkillGrant.name(RUN.uid(), "k8s-ops"))
        .isEqualTo("sympozium-run-c73614dbd3ce-k8s-ops");
  }

  @Test
  void shouldDeriveDifferentNamesForDifferentUidsAndSkills() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      String uid = new UUID(i, 42).toString();
      names.add(SkillGrant.name(uid, "a"));
      names.add(SkillGrant.name(uid, "b"));
    }
    assertThat(names).hasSize(4_000);
  }

  @Test
  void shouldIgnoreRunNameAndNamespaceInName() {
    var other = new SkillGrant(new RunRef("x", "y", RUN.uid()), "k8s-ops", List.of(), List.of());

    assertThat(other.name()).isEqualTo(BOTH.name());
  }

  @Test
  void shouldDeriveValidNameAndLabelsForLongestPackName() {
    String longest = "a".repeat(52);

    var grant = new SkillGrant(RUN, longest, rules("core: pods get"), List.of());

    assertThat(grant.name()).hasSizeLessThanOrEqualTo(253).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    assertThat(grant.account().getMetadata().getLabels().values())
        .allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(63));
  }

  @Test
  void shouldLabelEveryObjectWithItsRunAndSkill() {
    assertThat(objects(BOTH))
        .extracting(o -> o.getMetadata().getLabels())
        .containsOnly(
            Map.of(
                SympoziumLabels.LABEL_MANAGED_BY, "sympozium",
                SympoziumLabels.LABEL_RUN, "sre-bot-demo",
                SympoziumLabels.LABEL_RUN_UID, RUN.uid(),
                SympoziumLabels.LABEL_RUN_NAMESPACE, "demo",
                SympoziumLabels.LABEL_SKILL, "k8s-ops"));
  }

  @Test
  void shouldMakeRunOwnNamespacedObjects() {
    assertThat(objects(BOTH))
        .filteredOn(o -> o.getMetadata().getNamespace() != null)
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder("ServiceAccount", "Role", "RoleBinding");
    assertThat(objects(BOTH))
        .filteredOn(o -> o.getMetadata().getNamespace() != null)
        .allSatisfy(o -> {
          assertThat(o.getMetadata().getNamespace()).isEqualTo("demo");
          assertThat(o.getMetadata().getOwnerReferences())
              .singleElement()
              .satisfies(owner -> {
                assertThat(owner.getApiVersion()).isEqualTo("sympozium.ai/v1alpha1");
                assertThat(owner.getKind()).isEqualTo("AgentRun");
                assertThat(owner.getName()).isEqualTo("sre-bot-demo");
                assertThat(owner.getUid()).isEqualTo(RUN.uid());
              });
        });
  }

  @Test
  void shouldSetNoOwnerOnClusterScopedObjects() {
    assertThat(objects(BOTH))
        .filteredOn(o -> o.getMetadata().getNamespace() == null)
        .allSatisfy(o -> assertThat(o.getMetadata().getOwnerReferences()).isEmpty())
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder("ClusterRole", "ClusterRoleBinding");
  }

  @Test
  void shouldGrantExactlyDeclaredRules() {
    var role = (Role) BOTH.roles().get(0);
    var clusterRole = (ClusterRole) BOTH.roles().get(1);

    assertThat(role.getRules())
        .singleElement()
        .satisfies(r -> {
          assertThat(r.getApiGroups()).containsExactly("");
          assertThat(r.getResources()).containsExactly("pods");
          assertThat(r.getVerbs()).containsExactly("get", "list");
          assertThat(r.getResourceNames()).isEmpty();
        });
    assertThat(clusterRole.getRules()).hasSize(2);
    assertThat(clusterRole.getRules().getFirst().getResourceNames()).containsExactly("n1");
    assertThat(clusterRole.getAggregationRule()).isNull();
  }

  @Test
  void shouldBindRolesToSkillAccountOnly() {
    var subject = new Subject("", "ServiceAccount", BOTH.name(), "demo");
    var binding = (RoleBinding) BOTH.bindings().get(0);
    var clusterBinding = (ClusterRoleBinding) BOTH.bindings().get(1);

    assertThat(binding.getRoleRef())
        .isEqualTo(new RoleRef("rbac.authorization.k8s.io", "Role", BOTH.name()));
    assertThat(clusterBinding.getRoleRef())
        .isEqualTo(new RoleRef("rbac.authorization.k8s.io", "ClusterRole", BOTH.name()));
    assertThat(Stream.of(binding.getSubjects(), clusterBinding.getSubjects()))
        .allSatisfy(subjects ->
            assertThat(subjects)
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("apiGroup")
                .isEqualTo(subject));
  }

  @Test
  void shouldDisableTokenMountOfAccount() {
    assertThat(BOTH.account().getAutomountServiceAccountToken()).isFalse();
    assertThat(BOTH.account().getSecrets()).isEmpty();
    assertThat(BOTH.user()).isEqualTo("system:serviceaccount:demo:" + BOTH.name());
  }

  @Test
  void shouldBuildNoObjectsForScopeWithoutRules() {
    var namespaced = new SkillGrant(RUN, "a", rules("core: pods get"), List.of());
    var clusterWide = new SkillGrant(RUN, "a", List.of(), rules("core: nodes get"));

    assertThat(namespaced.roles()).hasOnlyElementsOfType(Role.class).hasSize(1);
    assertThat(namespaced.bindings()).hasOnlyElementsOfType(RoleBinding.class).hasSize(1);
    assertThat(clusterWide.roles()).hasOnlyElementsOfType(ClusterRole.class).hasSize(1);
    assertThat(clusterWide.bindings()).hasOnlyElementsOfType(ClusterRoleBinding.class).hasSize(1);
  }

  private static List<HasMetadata> objects(SkillGrant grant) {
    return Stream.of(
            Stream.of((HasMetadata) grant.account()),
            grant.roles().stream(),
            grant.bindings().stream())
        .flatMap(s -> s)
        .toList();
  }
}
