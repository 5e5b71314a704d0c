package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedItemStoreTest {
  private static final String LONG = "x".repeat(1_000_000);
  private static final String UID = "12345678-0000-0000-0000-000000000000";

  private final BoundedItemStore<Pod> store = BoundedItemStore.trimming(pod -> pod.setSpec(null));

  @Test
  void shouldKeepIdentityOnlyWhenMetadataIsLarge() {
    Pod pod = pod("p");

    store.put("n/p", pod);

    assertThat(Serialization.asJson(pod)).hasSizeLessThan(500);
    assertThat(pod.getMetadata().getUid()).isEqualTo(UID);
    assertThat(pod.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(pod.getMetadata().getGeneration()).isEqualTo(3);
    assertThat(pod.isMarkedForDeletion()).isTrue();
  }

  @Test
  void shouldReportLastStateOnceWhenObjectIsRemoved() {
    List<Pod> removed = new ArrayList<>();
    BoundedItemStore<Pod> reporting =
        BoundedItemStore.trimming(pod -> pod.setSpec(null), removed::add);
    Pod last = pod("p");
    reporting.put("n/p", pod("p"));
    reporting.put("n/p", last);

    reporting.remove("n/p");
    reporting.remove("n/p");

    assertThat(removed).singleElement().isSameAs(last);
  }

  @Test
  void shouldKeepOwnFinalizerWhenThereAreMany() {
    Pod pod = pod("p");
    List<String> many =
        new ArrayList<>(IntStream.range(0, 1_000).mapToObj(i -> "example.com/f" + i).toList());
    many.add("sympozium.ai/agentrun-finalizer");
    pod.getMetadata().setFinalizers(many);

    store.put("n/p", pod);

    assertThat(pod.getFinalizers()).hasSize(8).contains("sympozium.ai/agentrun-finalizer");
  }

  /** The operator cancels runs whose process of an endpoint does not exist. */
  @Test
  void shouldKeepAnnotationsThatAreReadUpToALength() {
    Pod pod = pod("p");
    String process = UID + "/2026-01-01T00:00:00.123456789Z";
    pod.getMetadata()
        .setAnnotations(
            Map.of(
                "sympozium.ai/endpoint-process", process, "sympozium.ai/run-now", LONG, "a", "b"));

    store.put("n/p", pod);

    assertThat(pod.getMetadata().getAnnotations())
        .hasSize(2)
        .containsEntry("sympozium.ai/endpoint-process", process)
        .hasEntrySatisfying("sympozium.ai/run-now", value -> assertThat(value).hasSize(64));
  }

  @Test
  void shouldKeepOwnerWhenItIsARun() {
    Pod pod = pod("p");
    pod.getMetadata().setOwnerReferences(List.of(owner("Pod", UID), owner("AgentRun", UID)));

    store.put("n/p", pod);

    assertThat(pod.getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getKind)
        .containsExactly("AgentRun");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AgentRun", "Pod"})
  void shouldDropOwnerWhenItsUidIsNotAUid(String kind) {
    Pod pod = pod("p");
    pod.getMetadata().setOwnerReferences(List.of(owner(kind, LONG)));

    store.put("n/p", pod);

    assertThat(pod.getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void shouldStoreNothingWhenNameIsLong() {
    store.put("n/" + LONG, pod(LONG));

    assertThat(store.keySet()).isEmpty();
  }

  private static OwnerReference owner(String kind, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("sympozium.ai/v1alpha1")
        .withKind(kind)
        .withName("r")
        .withUid(uid)
        .build();
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("n")
        .withUid(UID)
        .withResourceVersion("7")
        .withGeneration(3L)
        .withDeletionTimestamp("2026-01-01T00:00:00Z")
        .withLabels(Map.of("a", LONG))
        .withAnnotations(Map.of("a", LONG))
        .withGenerateName(LONG)
        .addNewManagedField()
        .withManager(LONG)
        .endManagedField()
        .addToAdditionalProperties("a", LONG)
        .endMetadata()
        .withNewSpec()
        .withNodeName(LONG)
        .endSpec()
        .build();
  }
}
