package ai.sympozium.operator.tls;

import ai.sympozium.api.SympoziumLabels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Signs the plans and reports of runs. A user who can write ConfigMaps can copy names, labels and
 * owner references, but not the signature: only the operator reads the key. All replicas share it.
 */
@ApplicationScoped
public class ConfigMapSigner {
  private static final String KEY = "signature";

  /** The signing key derives other secrets too. A different prefix keeps the uses apart. */
  private static final String PURPOSE = SympoziumLabels.GROUP + "/seal";

  /** Key of ConfigMaps that a development version signed: the last part of the purpose. */
  private static final String LEGACY_KEY = PURPOSE.substring(PURPOSE.indexOf('/') + 1);

  private final Supplier<SigningKeys> keys;

  @Inject
  ConfigMapSigner(GatewayCertificates certificates) {
    this(certificates::signing);
  }

  ConfigMapSigner(Supplier<SigningKeys> keys) {
    this.keys = keys;
  }

  /** Returns the data with a signature that is valid for this run only. */
  public Map<String, String> sign(String runUid, Map<String, String> data) {
    Map<String, String> signed = new HashMap<>(data);
    signed.put(KEY, signature(keys.get().current(), runUid, data, KEY));
    return signed;
  }

  /** Checks that an operator wrote exactly this data for this run. */
  public boolean verify(String runUid, @Nullable Map<String, String> data) {
    if (data == null) {
      return false;
    }
    String entry = data.containsKey(KEY) ? KEY : LEGACY_KEY;
    byte[] found = data.getOrDefault(entry, "").getBytes(StandardCharsets.UTF_8);
    return keys.get()
        .all()
        .map(key -> signature(key, runUid, data, entry).getBytes(StandardCharsets.UTF_8))
        .anyMatch(expected -> MessageDigest.isEqual(expected, found));
  }

  /** Computes the signature of all data except the entry that contains the signature. */
  private static String signature(
      SecretKey key, String runUid, Map<String, String> data, String entry) {
    Mac mac = SigningKeys.mac(key);
    add(mac, PURPOSE);
    add(mac, runUid);
    new TreeMap<>(data)
        .forEach((name, value) -> {
          if (!name.equals(entry)) {
            add(mac, name);
            add(mac, value);
          }
        });
    return HexFormat.of().formatHex(mac.doFinal());
  }

  /** Adds a text with its length, so that no two different maps have the same signature. */
  private static void add(Mac mac, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    mac.update(bytes);
  }
}
