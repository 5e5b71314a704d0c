package ai.sympozium.operator.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys for message authentication codes.
 *
 * @param current signs and verifies
 * @param previous only verify what was signed before an upgrade
 */
record SigningKeys(SecretKey current, List<SecretKey> previous) {
  static final String ALGORITHM = "HmacSHA256";

  /** As long as the result of the hash function. */
  static final int BYTES = 32;

  SigningKeys {
    previous = List.copyOf(previous);
  }

  static SigningKeys of(byte[] current, byte[]... previous) {
    return new SigningKeys(key(current), Stream.of(previous).map(SigningKeys::key).toList());
  }

  private static SecretKey key(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  Stream<SecretKey> all() {
    return Stream.concat(Stream.of(current), previous.stream());
  }

  static Mac mac(SecretKey key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Derives a secret for a purpose, in hexadecimal. */
  static String derive(SecretKey key, String purpose) {
    return HexFormat.of().formatHex(mac(key).doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
  }
}
