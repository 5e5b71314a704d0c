package ai.sympozium.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final String POD =
      "\"kubernetes.io\":{\"namespace\":\"n\",\"pod\":{\"name\":\"p\",\"uid\":\"u\"}}";

  @Test
  void shouldAcceptClaimsOfPod() {
    assertThat(canBeValid("{\"aud\":[\"a\"],\"exp\":1001," + POD + "}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"aud\":[\"b\"],\"exp\":1001,POD}",
        "{\"exp\":1001,POD}",
        "{\"aud\":[\"a\"],\"exp\":1000,POD}",
        "{\"aud\":[\"a\"],POD}",
        "{\"aud\":[\"a\"],\"exp\":1001}",
        "{\"aud\":[\"a\"],\"exp\":1001,\"kubernetes.io\":{\"namespace\":\"n\"}}",
        "{\"aud\":[\"a\"],\"exp\":1001,\"kubernetes.io\":{\"pod\":{\"name\":\"p\",\"uid\":\"u\"}}}",
        "[]",
        "{",
        ""
      })
  void shouldRejectClaimsThatCannotBeValid(String claims) {
    assertThat(canBeValid(claims.replace("POD", POD))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a.b", "a.!.c", "a.b.c.d"})
  void shouldFindNoClaimsWhenTextIsNotAToken(String token) {
    assertThat(TokenClaims.of(token, new ObjectMapper())).isEmpty();
  }

  @Test
  void shouldFindNoClaimsWhenSignatureIsMissing() {
    assertThat(TokenClaims.of("e30.e30.", new ObjectMapper())).isEmpty();
  }

  private static boolean canBeValid(String claims) {
    String encoded = Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8));
    return TokenClaims.of("e30." + encoded + ".x", new ObjectMapper())
        .filter(found -> found.canBeValid("a", NOW))
        .isPresent();
  }
}
