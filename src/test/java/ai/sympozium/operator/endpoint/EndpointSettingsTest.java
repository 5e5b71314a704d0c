package ai.sympozium.operator.endpoint;

import static ai.sympozium.operator.endpoint.EndpointFixture.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.EndpointOAuth;
import ai.sympozium.api.SympoziumInstance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSettingsTest {
  @Test
  void shouldHaveDefaultsWhenPackHasNoParameters() {
    assertThat(EndpointSettings.of(instance()))
        .isEqualTo(
            new EndpointSettings(
                null,
                60,
                10,
                null,
                1,
                8,
                32,
                false,
                null,
                null,
                null,
                null,
                "gpt-oss-120b",
                Duration.ofMinutes(5)));
  }

  @Test
  void shouldReadParametersOfTheOriginalAndFields() {
    EndpointSettings settings =
        EndpointSettings.of(
            instance(
                "{hostname: bot.example, rate_limit_rpm: '120', rate_limit_burst: '5',"
                    + " auth_secret_ref: my-keys}",
                "endpoint: {replicas: 2, maxActiveRuns: 4, maxQueuedRequests: 0, webUI: true,"
                    + " tlsSecretRef: cert, ingressClassName: nginx}"));

    assertThat(settings)
        .isEqualTo(
            new EndpointSettings(
                "bot.example",
                120,
                5,
                "my-keys",
                2,
                4,
                0,
                true,
                "cert",
                "nginx",
                null,
                null,
                "gpt-oss-120b",
                Duration.ofMinutes(5)));
    assertThat(settings.keySecret(instance())).isEqualTo("my-keys");
    assertThat(settings.url(instance())).isEqualTo("https://bot.example");
  }

  @Test
  void shouldNameServiceInUrlWithoutHostname() {
    EndpointSettings settings = EndpointSettings.of(instance());

    assertThat(settings.url(instance())).isEqualTo("http://bot-web-endpoint.demo.svc:8080");
    assertThat(settings.keySecret(instance())).isEqualTo("bot-web-endpoint-key");
  }

  @Test
  void shouldNameHostAndProtocolOfGatewayInUrl() {
    String gateway = "endpoint: {gatewayRef: {name: public%s}}";

    assertThat(url(gateway.formatted(""))).isEqualTo("https://bot.example");
    assertThat(url(gateway.formatted(", scheme: http"))).isEqualTo("http://bot.example");
  }

  @Test
  void shouldReadIssuerOfTokens() {
    SympoziumInstance instance =
        instance(
            "{}",
            "endpoint: {oauth: {issuer: 'https://login.example', audience: bot, requiredScopes:"
                + " [ask]}}");

    assertThat(EndpointSettings.of(instance).oauth())
        .isEqualTo(new EndpointOAuth("https://login.example", "bot", List.of("ask")));
  }

  private static String url(String fields) {
    SympoziumInstance instance = instance("{hostname: bot.example}", fields);
    return EndpointSettings.of(instance).url(instance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | gatewayRef: {name: g} | needs the parameter hostname",
        "{hostname: a.example} | gatewayRef: {name: g}, tlsSecretRef: c | replaces the Ingress",
        "{hostname: a.example} | gatewayRef: {name: g}, ingressClassName: c | replaces the Ingress"
      })
  void shouldRejectGatewayWithoutEffect(String params, String fields, String message) {
    assertThatThrownBy(() -> EndpointSettings.of(instance(params, "endpoint: {" + fields + "}")))
        .isInstanceOf(InvalidEndpointException.class)
        .hasMessageStartingWith("spec.endpoint.gatewayRef: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{rate_limit_rpm: many} | spec.skills[1].params.rate_limit_rpm: \"many\" is not a number",
        "{rate_limit_rpm: '-1'} | spec.skills[1].params.rate_limit_rpm: \"-1\" is not a number",
        "{rate_limit_burst: '0'} | spec.skills[1].params.rate_limit_burst: \"0\" is not a number",
        "{hostname: 'http://x'} | spec.skills[1].params.hostname: \"http://x\" is not a name",
        "{auth_secret_ref: '../x'} | spec.skills[1].params.auth_secret_ref: \"../x\" is not a name",
        "{hostName: x} | spec.skills[1].params.hostName: is not a parameter of the pack"
      })
  void shouldRejectParameterAndNameIt(String params, String message) {
    assertThatThrownBy(() -> EndpointSettings.of(instance(params, "")))
        .isInstanceOf(InvalidEndpointException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1bot", "bot.a", "a2345678901234567890123456789012345678901234"})
  void shouldRejectInstanceWhoseNameCannotBeThatOfAService(String name) {
    assertThatThrownBy(() -> EndpointSettings.of(instance(name, "{}", "")))
        .isInstanceOf(InvalidEndpointException.class)
        .hasMessageStartingWith("metadata.name: \"" + name + "\" cannot be part of the name");
  }

  @Test
  void shouldFindInstanceOfAccount() {
    assertThat(EndpointNames.instanceOf("bot-web-endpoint")).contains("bot");
    assertThat(EndpointNames.instanceOf("default")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example, 443",
    "https://login.example/realms/demo, 443",
    "https://login.example:8443/realms/demo, 8443"
  })
  void shouldReachApiServerAndIssuer(String issuer, int port) {
    assertThat(EndpointSettings.of(withIssuer(issuer)).serverPorts())
        .contains(443, 6443, port)
        .hasSizeLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://login:x", "https://[login", "https://login.example:99999"})
  void shouldRejectIssuerThatIsNoUrl(String issuer) {
    assertThatThrownBy(() -> EndpointSettings.of(withIssuer(issuer)).serverPorts())
        .isInstanceOf(InvalidEndpointException.class)
        .hasMessageContaining("spec.endpoint.oauth.issuer");
  }

  private static SympoziumInstance withIssuer(String issuer) {
    return EndpointFixture.instance("{}", "endpoint: {oauth: {issuer: '" + issuer + "'}}");
  }
}
