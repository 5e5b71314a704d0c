package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.junit.jupiter.api.Test;

class OwnerReferencesTest {
  private static final OwnerReference OWNER =
      OwnerReferences.of(
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName("a")
              .withUid("1")
              .endMetadata()
              .build());

  private static ObjectMeta owned(OwnerReference... owners) {
    return new ObjectMetaBuilder().withOwnerReferences(owners).build();
  }

  @Test
  void shouldCompareUIDsOfAllOwners() {
    var other = OWNER.edit().withUid("2").build();

    assertThat(OwnerReferences.isOwnedBy(owned(other, OWNER), "1")).isTrue();
    assertThat(OwnerReferences.isOwnedBy(owned(other), "1")).isFalse();
    assertThat(OwnerReferences.isOwnedBy(owned(), "1")).isFalse();
  }

  @Test
  void shouldRequireThatTheOwnerControls() {
    var controller = OWNER.edit().withController(true).build();
    var other = controller.edit().withUid("2").build();

    assertThat(OwnerReferences.isControlledBy(owned(controller), "1")).isTrue();
    assertThat(OwnerReferences.isControlledBy(owned(OWNER, other), "1")).isFalse();
  }
}
