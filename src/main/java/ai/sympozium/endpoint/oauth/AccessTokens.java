package ai.sympozium.endpoint.oauth;

import ai.sympozium.base.Sha256;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Checks access tokens that are JSON Web Tokens (RFC 9068, RFC 8725). Does not block. */
final class AccessTokens {
  /** The head of a request, with all headers, has at most 8 KiB. */
  static final int MAX_LENGTH = 6 * 1024;

  /** A colon is in no key of a Secret, and so in no name of a key. */
  static final String CLIENT_PREFIX = "oauth:";

  private static final int LEEWAY_SECONDS = 60;
  private static final AlgorithmConstraints ALGORITHMS =
      new AlgorithmConstraints(
          ConstraintType.PERMIT,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.EDDSA);

  /** Types of access tokens. A token of another type, for example of a logout, is not one. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** A token about a login (OpenID Connect) gives no access, although the issuer signs it too. */
  private static final Set<String> ID_TOKEN_CLAIMS = Set.of("nonce", "at_hash", "c_hash");

  private static final TokenCheck INVALID = new TokenCheck.Invalid();

  private final OAuthSettings settings;
  private final String[] audiences;
  private final IssuerKeys keys;

  /**
   * Creates the check.
   *
   * @param audiences accepted values of the claim {@code aud}
   */
  AccessTokens(OAuthSettings settings, Set<String> audiences, IssuerKeys keys) {
    this.settings = settings;
    this.audiences = audiences.toArray(String[]::new);
    this.keys = keys;
  }

  TokenCheck check(String token) {
    // A signed token has three parts. Others are keys, or encrypted.
    if (token.length() > MAX_LENGTH || token.chars().filter(c -> c == '.').count() != 2) {
      return INVALID;
    }
    try {
      return checkSigned(token);
    } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
      // The messages quote the token.
      return INVALID;
    } catch (RuntimeException e) {
      // The library casts and parses what the token contains, and does not declare what can fail.
      return INVALID;
    }
  }

  private TokenCheck checkSigned(String token)
      throws JoseException, InvalidJwtException, MalformedClaimException {
    var signed = new JsonWebSignature();
    signed.setCompactSerialization(token);
    if (!isPossible(signed)) {
      return INVALID;
    }
    var known = keys.keys();
    if (known.isEmpty()) {
      keys.refresh();
      return new TokenCheck.Unavailable(keys.retryAfterSeconds());
    }
    var key = key(signed, known.get());
    if (key == null) {
      return keys.refresh() ? new TokenCheck.Unavailable(keys.retryAfterSeconds()) : INVALID;
    }
    var claims = verified(token, key);
    if (claims.hasClaim("cnf") || ID_TOKEN_CLAIMS.stream().anyMatch(claims::hasClaim)) {
      // A token with `cnf` is bound to a key, and the proof is not checked. An ID token gives no
      // access.
      return INVALID;
    }
    if (!Scopes.of(claims).containsAll(settings.requiredScopes())) {
      return new TokenCheck.InsufficientScope();
    }
    return new TokenCheck.Accepted(client(claims.getSubject()));
  }

  /**
   * Returns whether the token can be one of the issuer, before its signature is verified.
   *
   * @throws JoseException if its algorithm is not permitted
   */
  private boolean isPossible(JsonWebSignature signed) throws JoseException, InvalidJwtException {
    ALGORITHMS.checkConstraint(signed.getAlgorithmHeaderValue());
    var type = signed.getHeader("typ");
    return (type == null || TYPES.contains(type.toLowerCase(Locale.ROOT)))
        && settings
            .issuer()
            .equals(JwtClaims.parse(signed.getUnverifiedPayload()).getClaimValue("iss"));
  }

  private static @Nullable PublicKey key(JsonWebSignature signed, List<JsonWebKey> keys)
      throws JoseException {
    var selector = new VerificationJwkSelector();
    // Without a key id, several keys are possible during a rotation.
    return selector.selectWithVerifySignatureDisambiguate(signed, keys)
            instanceof PublicJsonWebKey selected
        ? selected.getPublicKey()
        : null;
  }

  private JwtClaims verified(String token, PublicKey key) throws InvalidJwtException {
    return new JwtConsumerBuilder()
        .setVerificationKey(key)
        .setJwsAlgorithmConstraints(ALGORITHMS)
        .setExpectedIssuer(settings.issuer())
        .setExpectedAudience(audiences)
        .setRequireExpirationTime()
        .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
        .setRequireSubject()
        .build()
        .processToClaims(token);
  }

  private String client(String subject) {
    return CLIENT_PREFIX + Sha256.hex(settings.issuer() + "\0" + subject);
  }
}
