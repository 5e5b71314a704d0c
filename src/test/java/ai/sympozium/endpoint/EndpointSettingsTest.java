package ai.sympozium.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.endpoint.oauth.OAuthSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointSettingsTest {
  private static final String SETTINGS =
      """
      {"instance": "bot", "instanceUID": "u", "namespace": "demo", "model": "m",
       "url": "https://bot.example"%s}
      """;

  @Test
  void shouldReadIssuerOfTokens() throws IOException {
    var settings =
        EndpointSettings.read(
            SETTINGS.formatted(
                ", \"oauth\": {\"issuer\": \"https://login.example\", \"audience\": \"bot\","
                    + " \"requiredScopes\": [\"ask\"]}"));

    assertThat(settings.oauth())
        .isEqualTo(new OAuthSettings("https://login.example", "bot", List.of("ask")));
  }

  @Test
  void shouldAcceptKeysOnlyWithoutIssuer() throws IOException {
    assertThat(EndpointSettings.read(SETTINGS.formatted("")).oauth()).isNull();
  }
}
