package ai.sympozium.endpoint.oauth;

import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A key that tests share, because its generation takes long. */
final class TestIssuerKeys {
  static final PublicJsonWebKey RSA = generate();

  private TestIssuerKeys() {}

  private static PublicJsonWebKey generate() {
    try {
      return TestIssuer.rsa("k1");
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
