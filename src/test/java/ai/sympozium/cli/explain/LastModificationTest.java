package ai.sympozium.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Finds the last change of a pack, without changes of its status. */
class LastModificationTest {
  private static ManagedFieldsEntry entry(
      String manager, String time, @Nullable String subresource) {
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withTime(time)
        .withSubresource(subresource)
        .build();
  }

  private static ObjectMeta meta(ManagedFieldsEntry... entries) {
    return new ObjectMetaBuilder().withManagedFields(entries).build();
  }

  @Test
  void shouldReturnLatestEntryAndIgnoreStatus() {
    assertThat(
            LastModification.of(
                meta(
                    entry("helm", "2026-11-19T10:00:00Z", null),
                    entry("kubectl-edit", "2026-11-20T10:00:00Z", ""),
                    entry("operator", "2026-11-21T10:00:00Z", "status"))))
        .contains(new LastModification("kubectl-edit", "2026-11-20T10:00:00Z"));
  }

  @Test
  void shouldReturnEmptyWithoutManagedFields() {
    assertThat(LastModification.of(meta())).isEmpty();
    assertThat(LastModification.of(new ObjectMeta())).isEmpty();
  }
}
