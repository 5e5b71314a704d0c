package ai.sympozium.operator.agentrun.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.tls.ConfigMapSigner;
import ai.sympozium.operator.tls.TestSigner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrimmingItemStoreTest {
  private static final String RUN_UID = "0b1c";
  private static final ConfigMapSigner SIGNER = TestSigner.of("key");

  @Test
  void shouldKeepOnlyNamedKeysWhenDataIsSigned() {
    ConfigMap stored =
        stored(SIGNER.sign(RUN_UID, Map.of("plan.json", "{}", "transcript.jsonl", "long")));

    assertThat(stored.getData())
        .containsEntry("plan.json", "{}")
        .doesNotContainKey("transcript.jsonl");
    assertThat(SIGNER.verify(RUN_UID, stored.getData())).isTrue();
  }

  @Test
  void shouldRemoveContentWhenItIsNotSigned() {
    ConfigMap stored = stored(Map.of("plan.json", "x".repeat(1 << 20)));

    assertThat(stored.getData()).isNull();
    assertThat(stored.getBinaryData()).isNull();
    assertThat(stored.getMetadata().getAnnotations()).isNull();
  }

  @Test
  void shouldRemoveContentWhenItIsSignedForAnotherRun() {
    assertThat(stored(SIGNER.sign("another", Map.of("plan.json", "{}"))).getData()).isNull();
  }

  private static ConfigMap stored(Map<String, String> data) {
    TrimmingItemStore<ConfigMap> store =
        TrimmingItemStore.ofConfigMaps(SIGNER, Set.of("plan.json"));
    store.put(
        "ns/run-plan",
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("run-plan")
            .addToLabels(SympoziumLabels.LABEL_RUN_UID, RUN_UID)
            .addToAnnotations("note", "x".repeat(1 << 16))
            .endMetadata()
            .withData(data)
            .addToBinaryData("binary", "AAAA")
            .build());
    return store.get("ns/run-plan");
  }
}
