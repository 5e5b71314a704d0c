package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.generator.annotation.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointOAuthTest {
  private static String issuerPattern() throws NoSuchFieldException {
    return EndpointOAuth.class.getDeclaredField("issuer").getAnnotation(Pattern.class).value();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com",
        "https://login.example.com/",
        "https://login.example.com:443/realms/demo",
        "https://[2001:db8::1]/x"
      })
  void shouldAllowHttpsUrlOfIssuer(String issuer) throws NoSuchFieldException {
    assertThat(issuer).matches(issuerPattern());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://login.example.com",
        "https://",
        "https://user@login.example.com",
        "https://login.example.com?x=1",
        "https://login.example.com/#x",
        "https://login.example.com/a b",
        "https://login.example.com/\"",
        "file:///etc/passwd"
      })
  void shouldRejectOtherIssuer(String issuer) throws NoSuchFieldException {
    assertThat(issuer).doesNotMatch(issuerPattern());
  }
}
