package ai.sympozium.endpoint.oauth;

import static ai.sympozium.endpoint.oauth.TestIssuer.claims;
import static ai.sympozium.endpoint.oauth.TestIssuer.published;
import static ai.sympozium.endpoint.oauth.TestIssuer.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.TestSeed;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
  private static final String ISSUER = "https://login.example.com/realms/demo";
  private static final IssuerKeys.Times TIMES =
      new IssuerKeys.Times(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
  private static final TokenCheck INVALID = new TokenCheck.Invalid();

  private static final PublicJsonWebKey KEY = TestIssuerKeys.RSA;

  @SuppressWarnings("NullAway.Init")
  private static IssuerKeys keys;

  @BeforeAll
  static void start() throws JoseException {
    keys = keys(published(KEY));
  }

  @AfterAll
  static void stop() {
    keys.close();
  }

  /** Returns keys that are known, and are not fetched again during a test. */
  private static IssuerKeys keys(JsonWebKey... known) {
    var fetched = new IssuerKeys(() -> List.of(known), TIMES);
    await().until(() -> fetched.keys().isPresent() && !fetched.refresh());
    return fetched;
  }

  private static AccessTokens tokens(String... scopes) {
    return tokens(keys, ISSUER, scopes);
  }

  private static AccessTokens tokens(IssuerKeys keys, String issuer, String... scopes) {
    return new AccessTokens(
        new OAuthSettings(issuer, null, List.of(scopes)), Set.of(TestIssuer.AUDIENCE), keys);
  }

  private static TokenCheck check(JwtClaims claims) throws JoseException {
    return tokens().check(token(KEY, claims));
  }

  private static NumericDate inSeconds(long seconds) {
    return NumericDate.fromSeconds(NumericDate.now().getValue() + seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/realms/other",
        "https://login.example.com/realms/demo/",
        "https://login.example.com/realms/DEMO"
      })
  void shouldRejectOtherIssuer(String issuer) throws JoseException {
    assertThat(check(claims(issuer, "alice"))).isEqualTo(INVALID);
  }

  @Test
  void shouldRejectOtherAudienceAndNone() throws JoseException {
    var other = claims(ISSUER, "alice");
    other.setAudience("http://other.example.com");
    var none = claims(ISSUER, "alice");
    none.unsetClaim("aud");

    assertThat(check(other)).isEqualTo(INVALID);
    assertThat(check(none)).isEqualTo(INVALID);
  }

  @Test
  void shouldRejectTokenOutsideItsTime() throws JoseException {
    var expired = claims(ISSUER, "alice");
    expired.setExpirationTime(inSeconds(-70));
    var early = claims(ISSUER, "alice");
    early.setNotBefore(inSeconds(90));
    var endless = claims(ISSUER, "alice");
    endless.unsetClaim("exp");

    assertThat(check(expired)).isEqualTo(INVALID);
    assertThat(check(early)).isEqualTo(INVALID);
    assertThat(check(endless)).isEqualTo(INVALID);
  }

  @Test
  void shouldAllowClocksToDiffer() throws JoseException {
    var expired = claims(ISSUER, "alice");
    expired.setExpirationTime(inSeconds(-30));
    var early = claims(ISSUER, "alice");
    early.setNotBefore(inSeconds(30));

    assertThat(check(expired)).isInstanceOf(TokenCheck.Accepted.class);
    assertThat(check(early)).isInstanceOf(TokenCheck.Accepted.class);
  }

  @Test
  void shouldRejectTokenWithoutSignatureOfIssuer() throws JoseException {
    var claims = claims(ISSUER, "alice");
    var other = TestIssuer.rsa("k1");
    var valid = token(KEY, claims);

    assertThat(tokens().check(TestIssuer.unsigned(KEY, claims))).isEqualTo(INVALID);
    assertThat(tokens().check(TestIssuer.signedWithPublicKey(KEY, claims))).isEqualTo(INVALID);
    assertThat(tokens().check(token(other, claims))).isEqualTo(INVALID);
    assertThat(tokens().check(valid.substring(0, valid.lastIndexOf('.') + 1))).isEqualTo(INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS384", "RS512", "PS512"})
  void shouldRejectAlgorithmThatIsNotListed(String algorithm) throws JoseException {
    assertThat(tokens().check(token(KEY, algorithm, claims(ISSUER, "alice"), signed -> {})))
        .isEqualTo(INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JOSE"})
  void shouldRejectTokenOfOtherType(String type) throws JoseException {
    var token =
        token(
            KEY,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            claims(ISSUER, "alice"),
            signed -> signed.setHeader("typ", type));

    assertThat(tokens().check(token)).isEqualTo(INVALID);
  }

  /** An ID token of OpenID Connect can have the same issuer, audience and subject. */
  @ParameterizedTest
  @ValueSource(strings = {"nonce", "at_hash", "c_hash"})
  void shouldRejectIdToken(String claim) throws JoseException {
    var claims = claims(ISSUER, "alice");
    claims.setClaim(claim, "x");

    assertThat(check(claims)).isEqualTo(INVALID);
  }

  @Test
  void shouldTryAllKeysWhenTokenNamesNone() throws JoseException {
    var other = TestIssuer.rsa("k0");
    var claims = claims(ISSUER, "alice");
    try (var rotating = keys(published(other), published(KEY))) {
      for (var key : List.of(other, KEY)) {
        var token =
            token(
                key,
                AlgorithmIdentifiers.RSA_USING_SHA256,
                claims,
                signed -> signed.getHeaders().setStringHeaderValue("kid", null));

        assertThat(tokens(rotating, ISSUER).check(token)).isInstanceOf(TokenCheck.Accepted.class);
      }
    }
  }

  @Test
  void shouldRejectTokenWithoutSubjectAndTokenThatIsBoundToKey() throws JoseException {
    var bound = claims(ISSUER, "alice");
    bound.setClaim("cnf", Map.of("jkt", "x"));
    var anonymous = claims(ISSUER, "alice");
    anonymous.unsetClaim("sub");

    assertThat(check(bound)).isEqualTo(INVALID);
    assertThat(check(anonymous)).isEqualTo(INVALID);
  }

  @Test
  void shouldRejectHugeToken() throws JoseException {
    var claims = claims(ISSUER, "alice");
    claims.setClaim("padding", "x".repeat(AccessTokens.MAX_LENGTH));

    assertThat(check(claims)).isEqualTo(INVALID);
  }

  @Test
  void shouldRejectDamagedTokens() throws JoseException {
    var valid = token(KEY, claims(ISSUER, "alice"));
    var random = new Random(TestSeed.VALUE);
    for (var round = 0; round < 500; round++) {
      var damaged = new StringBuilder(valid);
      // The last character of a part has bits without meaning.
      var place = random.nextInt(valid.length() - 1);
      damaged.setCharAt(place, (char) (33 + random.nextInt(94)));
      if (!base64Url(damaged.toString()).equals(valid) && valid.charAt(place + 1) != '.') {
        assertThat(tokens().check(damaged.toString()))
            .as(damaged.toString())
            .isNotInstanceOf(TokenCheck.Accepted.class);
      }
    }
  }

  /** The library also reads the other alphabet of Base64. */
  private static String base64Url(String text) {
    return text.replace('+', '-').replace('/', '_');
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.e30", "sk-test-0123456789abcdef"})
  void shouldRejectWhatIsNoToken(String text) {
    assertThat(tokens().check(text)).isEqualTo(INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'alg':1}",
        "{'alg':null}",
        "{'alg':['RS256']}",
        "{'alg':'RS256','typ':1}",
        "{'alg':'RS256','kid':{}}",
        "{'alg':'RS256','crit':1}",
        "{'alg':'RS256','x5c':'a'}",
        "[]"
      })
  void shouldRejectHeaderOfOtherTypes(String header) throws JoseException {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    var rest = token(KEY, claims(ISSUER, "alice")).replaceFirst("^[^.]*", "");

    assertThat(
            tokens()
                .check(encoder.encodeToString(header.replace('\'', '"').getBytes(UTF_8)) + rest))
        .isEqualTo(INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void shouldAcceptTokenOfEachListedAlgorithm(String algorithm) throws JoseException {
    var signing = TestIssuer.key(algorithm, "other");
    try (var own = keys(published(KEY), published(signing))) {
      var token = token(signing, algorithm, claims(ISSUER, "alice"), signed -> {});

      assertThat(tokens(own, ISSUER).check(token)).isInstanceOf(TokenCheck.Accepted.class);
    }
  }

  @Test
  void shouldAcceptOneOfSeveralAudiencesAndTypeOfAccessTokens() throws JoseException {
    var claims = claims(ISSUER, "alice");
    claims.setAudience("http://other.example.com", TestIssuer.AUDIENCE);
    var token =
        token(
            KEY,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            claims,
            signed -> signed.setHeader("typ", "at+JWT"));

    assertThat(tokens().check(token)).isInstanceOf(TokenCheck.Accepted.class);
  }

  @Test
  void shouldRequireAllScopes() throws JoseException {
    var one = claims(ISSUER, "alice");
    one.setClaim("scope", "openid agent:ask agent:readers");
    var both = claims(ISSUER, "alice");
    both.setClaim("scope", "agent:read agent:ask");
    var list = claims(ISSUER, "alice");
    list.setStringListClaim("scp", "agent:ask", "agent:read");
    var tokens = tokens("agent:ask", "agent:read");

    assertThat(tokens.check(token(KEY, one))).isEqualTo(new TokenCheck.InsufficientScope());
    assertThat(tokens.check(token(KEY, claims(ISSUER, "alice"))))
        .isEqualTo(new TokenCheck.InsufficientScope());
    assertThat(tokens.check(token(KEY, both))).isInstanceOf(TokenCheck.Accepted.class);
    assertThat(tokens.check(token(KEY, list))).isInstanceOf(TokenCheck.Accepted.class);
  }

  @Test
  void shouldNameClientsOfSubjectsAndIssuersApart() throws JoseException {
    var alice = client(tokens(), ISSUER, "alice");
    var other = "https://login.example.com/realms/demo2";

    assertThat(client(tokens(), ISSUER, "alice")).isEqualTo(alice);
    assertThat(client(tokens(), ISSUER, "bob")).isNotEqualTo(alice);
    assertThat(client(tokens(keys, other), other, "alice")).isNotEqualTo(alice);
    // A key of a Secret, which names the client of an API key, has no colon.
    assertThat(alice).startsWith("oauth:").doesNotMatch("[-._a-zA-Z0-9]+");
  }

  private static String client(AccessTokens tokens, String issuer, String subject)
      throws JoseException {
    return ((TokenCheck.Accepted) tokens.check(token(KEY, claims(issuer, subject)))).client();
  }

  @Test
  void shouldNotBlameClientWhileKeysAreNotKnown() throws JoseException {
    try (var unknown =
        new IssuerKeys(
            () -> {
              throw new IOException("refused");
            },
            TIMES)) {
      await().until(() -> !unknown.refresh());

      assertThat(tokens(unknown, ISSUER).check(token(KEY, claims(ISSUER, "alice"))))
          .isEqualTo(new TokenCheck.Unavailable(Duration.ofDays(1).toSeconds()));
    }
  }
}
