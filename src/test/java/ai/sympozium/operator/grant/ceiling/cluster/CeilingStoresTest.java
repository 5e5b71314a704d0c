package ai.sympozium.operator.grant.ceiling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class CeilingStoresTest {
  private static final String OPERATOR = "sympozium-system";
  private static final String LONG = "x".repeat(100_000);

  @Test
  void shouldKeepRoleAndGranterWhenBindingExtendsCeiling() {
    RoleBinding binding = binding("role", "sympozium-granter", OPERATOR);

    put(binding);

    assertThat(binding.getRoleRef().getName()).isEqualTo("role");
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(s -> assertThat(CeilingStores.isGranter(s, OPERATOR)).isTrue());
  }

  @Test
  void shouldKeepIdentityOnlyWhenBindingDoesNotExtendCeiling() {
    for (RoleBinding binding :
        new RoleBinding[] {
          binding("role", "other", OPERATOR),
          binding("role", "sympozium-granter", LONG),
          binding(LONG, "sympozium-granter", OPERATOR)
        }) {
      put(binding);

      assertThat(Serialization.asJson(binding)).hasSizeLessThan(500);
    }
  }

  @Test
  void shouldDropRulesWhenRoleIsNotTheCeiling() {
    ClusterRole role =
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName("other")
            .endMetadata()
            .addNewRule()
            .addToVerbs(LONG)
            .endRule()
            .build();

    CeilingStores.roles().put("other", role);

    assertThat(role.getRules()).isEmpty();
  }

  private static void put(RoleBinding binding) {
    CeilingStores.bindings(OPERATOR).put("n/b", binding);
  }

  private static RoleBinding binding(String role, String subject, String subjectNamespace) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withName("b")
        .withNamespace("n")
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "Role", role)
        .addNewSubject(null, "User", LONG, null)
        .addNewSubject(null, "ServiceAccount", subject, subjectNamespace)
        .build();
  }
}
