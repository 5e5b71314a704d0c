package ai.sympozium.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigMapSignerTest {
  private static final Map<String, String> DATA = Map.of("plan.json", "{}", "text", "task");
  private static final ConfigMapSigner SIGNER = TestSigner.of("key");

  @Test
  void shouldVerifyWhatItSigned() {
    Map<String, String> signed = SIGNER.sign("run", DATA);

    assertThat(signed).containsAllEntriesOf(DATA);
    assertThat(SIGNER.verify("run", signed)).isTrue();
  }

  @Test
  void shouldVerifyWhatAnotherReplicaSigned() {
    assertThat(TestSigner.of("key").verify("run", SIGNER.sign("run", DATA))).isTrue();
  }

  @Test
  void shouldRejectASignatureOfAnotherRun() {
    assertThat(SIGNER.verify("another", SIGNER.sign("run", DATA))).isFalse();
  }

  @Test
  void shouldVerifySignatureOfDevelopmentVersionUnlessDataChanged() {
    Map<String, String> legacy = new HashMap<>(SIGNER.sign("run", DATA));
    legacy.put("seal", legacy.remove("signature"));
    assertThat(SIGNER.verify("run", legacy)).isTrue();

    legacy.put("text", "leak");

    assertThat(SIGNER.verify("run", legacy)).isFalse();
  }

  @Test
  void shouldRejectLegacyEntryWhenItIsAddedToSignedData() {
    Map<String, String> signed = SIGNER.sign("run", DATA);

    assertThat(SIGNER.verify("run", signedWith("seal", signed.getOrDefault("signature", ""))))
        .isFalse();
  }

  @Test
  void shouldRejectChangedData() {
    assertThat(SIGNER.verify("run", signedWith("text", "leak"))).isFalse();
  }

  @Test
  void shouldRejectAddedData() {
    assertThat(SIGNER.verify("run", signedWith("more", ""))).isFalse();
  }

  @Test
  void shouldRejectRemovedData() {
    Map<String, String> less = new HashMap<>(SIGNER.sign("run", DATA));
    less.remove("text");

    assertThat(SIGNER.verify("run", less)).isFalse();
  }

  @Test
  void shouldRejectTextThatMovedFromOneKeyToAnother() {
    Map<String, String> signed = SIGNER.sign("run", Map.of("a", "bc", "d", "e"));

    for (Map<String, String> moved :
        List.of(Map.of("a", "b", "cd", "e"), Map.of("ab", "c", "d", "e"))) {
      Map<String, String> forged = new HashMap<>(moved);
      forged.put("signature", signed.getOrDefault("signature", ""));
      assertThat(SIGNER.verify("run", forged)).isFalse();
    }
  }

  @Test
  void shouldRejectDataWithoutASignature() {
    assertThat(SIGNER.verify("run", DATA)).isFalse();
    assertThat(SIGNER.verify("run", signedWith("signature", ""))).isFalse();
    assertThat(SIGNER.verify("run", null)).isFalse();
  }

  @Test
  void shouldRejectTheSignatureOfAnotherKey() {
    assertThat(SIGNER.verify("run", TestSigner.of("other").sign("run", DATA))).isFalse();
  }

  @Test
  void shouldVerifyWithAPreviousKeyAndSignWithTheCurrentOne() {
    var upgraded = TestSigner.of("new", "key");

    assertThat(upgraded.verify("run", SIGNER.sign("run", DATA))).isTrue();
    assertThat(upgraded.sign("run", DATA)).isEqualTo(TestSigner.of("new").sign("run", DATA));
  }

  private static Map<String, String> signedWith(String key, String value) {
    Map<String, String> data = new HashMap<>(SIGNER.sign("run", DATA));
    data.put(key, value);
    return data;
  }
}
