package ai.sympozium.operator.tls;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Marks what this operator wrote down about a run. Whoever may write ConfigMaps can copy names,
 * labels and owner references, and a plan decides what a run may do; the mark needs the key of the
 * gateway's authority, which only the operator reads. Every replica has the same.
 */
@ApplicationScoped
public class ConfigMapSigner {
  private static final String KEY = "seal";
  private static final String ALGORITHM = "HmacSHA256";

  /** The authority's key signs certificates too; this keeps the two uses apart. */
  private static final String PURPOSE = "sympozium.ai/seal";

  private final Supplier<byte[]> key;

  @Inject
  ConfigMapSigner(GatewayCertificates certificates) {
    this(() -> certificates.key().getEncoded());
  }

  ConfigMapSigner(Supplier<byte[]> key) {
    this.key = key;
  }

  /** The data with its mark, valid for this run alone. */
  public Map<String, String> on(String runUid, Map<String, String> data) {
    Map<String, String> sealed = new HashMap<>(data);
    sealed.put(KEY, HexFormat.of().formatHex(mark(runUid, data)));
    return sealed;
  }

  /** Whether these data are, unchanged, what an operator of this authority wrote for this run. */
  public boolean holds(String runUid, @Nullable Map<String, String> data) {
    if (data == null || !data.containsKey(KEY)) {
      return false;
    }
    byte[] expected = HexFormat.of().formatHex(mark(runUid, data)).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(
        expected, data.getOrDefault(KEY, "").getBytes(StandardCharsets.UTF_8));
  }

  private byte[] mark(String runUid, Map<String, String> data) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.get(), ALGORITHM));
      add(mac, PURPOSE);
      add(mac, runUid);
      new TreeMap<>(data)
          .forEach((key, value) -> {
            if (!key.equals(KEY)) {
              add(mac, key);
              add(mac, value);
            }
          });
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** With its length, so that no two different sets of data read the same. */
  private static void add(Mac mac, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    mac.update(bytes);
  }
}
