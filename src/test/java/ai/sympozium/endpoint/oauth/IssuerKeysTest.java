package ai.sympozium.endpoint.oauth;

import static ai.sympozium.endpoint.oauth.TestIssuer.claims;
import static ai.sympozium.endpoint.oauth.TestIssuer.published;
import static ai.sympozium.endpoint.oauth.TestIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
  private static final String ISSUER = "https://login.example.com";
  private static final Duration LONG = Duration.ofDays(1);

  private final AtomicInteger fetches = new AtomicInteger();
  private volatile List<JsonWebKey> published = List.of();
  private volatile boolean broken;
  private final AtomicLong nanoTime = new AtomicLong();

  private IssuerKeys keys(Duration refresh, Duration pause, Duration expiry) {
    return new IssuerKeys(this::fetch, new IssuerKeys.Times(refresh, pause, expiry), nanoTime::get);
  }

  private List<JsonWebKey> fetch() throws IOException {
    fetches.incrementAndGet();
    if (broken) {
      throw new IOException("refused");
    }
    return published;
  }

  private static AccessTokens tokens(IssuerKeys keys) {
    return new AccessTokens(
        new OAuthSettings(ISSUER, null, List.of()), Set.of(TestIssuer.AUDIENCE), keys);
  }

  @Test
  void shouldNotFloodIssuerWhenTokensHaveUnknownKeys() throws JoseException {
    try (var keys = keys(LONG, LONG, LONG)) {
      await().until(() -> keys.keys().isPresent() && !keys.refresh());
      for (var number = 0; number < 200; number++) {
        var unknown = token(TestIssuerKeys.RSA, claims(ISSUER, "alice" + number));

        assertThat(tokens(keys).check(unknown)).isEqualTo(new TokenCheck.Invalid());
      }
      assertThat(fetches).hasValue(1);
    }
  }

  @Test
  void shouldFetchAgainForUnknownKeyAfterPause() throws JoseException {
    var rotated = TestIssuer.rsa("new");
    published = List.of(published(TestIssuerKeys.RSA));
    try (var keys = keys(LONG, Duration.ofMillis(20), LONG)) {
      await().until(() -> keys.keys().isPresent());
      published = List.of(published(rotated));
      var current = token(rotated, claims(ISSUER, "alice"));
      var old = token(TestIssuerKeys.RSA, claims(ISSUER, "alice"));

      await().until(() -> tokens(keys).check(current) instanceof TokenCheck.Accepted);

      assertThat(tokens(keys).check(old)).isNotInstanceOf(TokenCheck.Accepted.class);
    }
  }

  @Test
  void shouldRejectKeyThatIssuerHasWithdrawn() throws JoseException {
    published = List.of(published(TestIssuerKeys.RSA));
    try (var keys = keys(Duration.ofMillis(30), Duration.ofMillis(20), LONG)) {
      var token = token(TestIssuerKeys.RSA, claims(ISSUER, "alice"));
      await().until(() -> tokens(keys).check(token) instanceof TokenCheck.Accepted);

      published = List.of();

      await().until(() -> !(tokens(keys).check(token) instanceof TokenCheck.Accepted));
    }
  }

  @Test
  void shouldUseKeysForLimitedTimeWhenIssuerIsAbsent() throws JoseException {
    published = List.of(published(TestIssuerKeys.RSA));
    var expiry = Duration.ofHours(1);
    try (var keys = keys(Duration.ofMillis(20), Duration.ofMillis(20), expiry)) {
      var token = token(TestIssuerKeys.RSA, claims(ISSUER, "alice"));
      await().until(() -> keys.keys().isPresent());
      broken = true;
      // A fetch that began before may still succeed, but not the second one from here.
      var known = fetches.get();
      await().until(() -> fetches.get() > known + 1);

      nanoTime.addAndGet(expiry.toNanos() - 1);
      assertThat(tokens(keys).check(token)).isInstanceOf(TokenCheck.Accepted.class);
      nanoTime.addAndGet(1);
      assertThat(tokens(keys).check(token)).isInstanceOf(TokenCheck.Unavailable.class);

      broken = false;
      await().until(() -> tokens(keys).check(token) instanceof TokenCheck.Accepted);
    }
  }
}
