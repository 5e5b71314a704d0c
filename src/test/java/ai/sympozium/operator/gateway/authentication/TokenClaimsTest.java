package ai.sympozium.operator.gateway.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"aud\":[\"sympozium.ai/skill/k8s-ops\"]}",
        "{\"aud\":\"sympozium.ai/skill/k8s-ops\"}",
        "{\"aud\":[\"other\",\"sympozium.ai/skill/k8s-ops\"]}"
      })
  void shouldFindTheAudienceOfASkill(String claims) {
    assertThat(parse(claims).flatMap(TokenClaims::skillAudience))
        .hasValue("sympozium.ai/skill/k8s-ops");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"aud\":[\"sympozium.ai/bridge\"]}",
        "{\"aud\":{}}",
        "{\"aud\":7}",
        "{}",
        "[]",
        "{",
        ""
      })
  void shouldFindNoAudienceOfASkillWhenTheTokenIsForSomethingElse(String claims) {
    assertThat(parse(claims).flatMap(TokenClaims::skillAudience)).isEmpty();
  }

  @Test
  void shouldFindNoClaimsWhenTheyAreDeeplyNested() {
    assertThat(parse("{\"aud\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")).isEmpty();
  }

  private static boolean canBeValid(String claims) {
    return parse(claims).filter(found -> found.canBeValid("a", NOW)).isPresent();
  }

  private static Optional<TokenClaims> parse(String claims) {
    String encoded = Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8));
    return TokenClaims.of("e30." + encoded + ".x", new ObjectMapper());
  }
}
