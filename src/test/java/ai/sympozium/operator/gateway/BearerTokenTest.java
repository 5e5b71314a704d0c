package ai.sympozium.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
  private final BearerToken tokens = new BearerToken(new ObjectMapper());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"aud\":[\"sympozium.ai/skill/k8s-ops\"]}",
        "{\"aud\":\"sympozium.ai/skill/k8s-ops\"}",
        "{\"aud\":[\"other\",\"sympozium.ai/skill/k8s-ops\"]}"
      })
  void shouldFindTheAudienceOfASkill(String claims) {
    assertThat(tokens.claimedSkillAudience("e30." + base64(claims) + ".x"))
        .isEqualTo("sympozium.ai/skill/k8s-ops");
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
  void shouldRejectATokenThatIsNotForASkill(String claims) {
    assertThatThrownBy(() -> tokens.claimedSkillAudience("e30." + base64(claims) + ".x"))
        .isInstanceOf(GatewayException.class)
        .hasMessage("the token is not for a skill");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.!.c", "a.b.c.d"})
  void shouldRejectATokenThatIsMalformed(String token) {
    assertThatThrownBy(() -> tokens.claimedSkillAudience(token))
        .isInstanceOf(GatewayException.class);
  }

  @Test
  void shouldNotFailWhenTheClaimsAreDeeplyNested() {
    String claims = "{\"aud\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

    assertThatThrownBy(() -> tokens.claimedSkillAudience("e30." + base64(claims) + ".x"))
        .isInstanceOf(GatewayException.class);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
