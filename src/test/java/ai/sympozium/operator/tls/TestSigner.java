package ai.sympozium.operator.tls;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Creates signers for tests, without a Secret. */
public final class TestSigner {
  private TestSigner() {}

  /** Returns a signer with a key and its previous keys. */
  public static ConfigMapSigner of(String key, String... previous) {
    var keys =
        SigningKeys.of(
            key.getBytes(StandardCharsets.UTF_8),
            Stream.of(previous)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    return new ConfigMapSigner(() -> keys);
  }
}
