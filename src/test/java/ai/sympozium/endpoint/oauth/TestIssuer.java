package ai.sympozium.endpoint.oauth;

import static org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS;

import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Creates the keys and tokens of an issuer. */
final class TestIssuer {
  static final String AUDIENCE = "http://bot.example.com";

  private TestIssuer() {}

  static PublicJsonWebKey rsa(String kid) throws JoseException {
    return named(RsaJwkGenerator.generateJwk(2048), kid);
  }

  static PublicJsonWebKey key(String algorithm, String kid) throws JoseException {
    return switch (algorithm) {
      case "ES256" -> named(EcJwkGenerator.generateJwk(EllipticCurves.P256), kid);
      case "EdDSA" -> named(OkpJwkGenerator.generateJwk("Ed25519"), kid);
      default -> rsa(kid);
    };
  }

  private static PublicJsonWebKey named(PublicJsonWebKey key, String kid) {
    key.setKeyId(kid);
    return key;
  }

  /** Returns what an issuer publishes of a key. */
  static JsonWebKey published(PublicJsonWebKey key) throws JoseException {
    return JsonWebKey.Factory.newJwk(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
  }

  static JwtClaims claims(String issuer, String subject) {
    var claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setSubject(subject);
    claims.setAudience(AUDIENCE);
    claims.setExpirationTimeMinutesInTheFuture(10);
    return claims;
  }

  static String token(PublicJsonWebKey key, JwtClaims claims) throws JoseException {
    return token(key, AlgorithmIdentifiers.RSA_USING_SHA256, claims, signed -> {});
  }

  static String token(
      PublicJsonWebKey key, String algorithm, JwtClaims claims, Consumer<JsonWebSignature> change)
      throws JoseException {
    var signed = new JsonWebSignature();
    signed.setAlgorithmHeaderValue(algorithm);
    signed.setKeyIdHeaderValue(key.getKeyId());
    signed.setPayload(claims.toJson());
    signed.setKey(key.getPrivateKey());
    change.accept(signed);
    return signed.getCompactSerialization();
  }

  static String unsigned(PublicJsonWebKey key, JwtClaims claims) throws JoseException {
    return token(
        key,
        AlgorithmIdentifiers.NONE,
        claims,
        signed -> {
          signed.setAlgorithmConstraints(NO_CONSTRAINTS);
          signed.setKey(null);
        });
  }

  /** Returns a token whose secret is a public key, which a confused check would accept. */
  static String signedWithPublicKey(PublicJsonWebKey key, JwtClaims claims) throws JoseException {
    return token(
        key,
        AlgorithmIdentifiers.HMAC_SHA256,
        claims,
        signed -> signed.setKey(new HmacKey(key.getPublicKey().getEncoded())));
  }
}
