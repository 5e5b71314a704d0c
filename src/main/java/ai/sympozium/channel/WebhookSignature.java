package ai.sympozium.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs the body of a request, so that the receiver can verify its origin. */
final class WebhookSignature {
  static final String HEADER = "X-Sympozium-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  static String of(byte[] body, String key) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      // Every Java platform has the algorithm, and every key that is not empty is valid.
      throw new IllegalStateException(e);
    }
  }
}
