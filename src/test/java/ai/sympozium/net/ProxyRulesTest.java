package ai.sympozium.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
  private static final ProxyRules RULES =
      ProxyRules.of(
          Map.of(
              "SYMPOZIUM_HTTP_PROXY",
              "http://plain.corp:8080",
              "SYMPOZIUM_HTTPS_PROXY",
              "http://secure.corp:3128/",
              "SYMPOZIUM_NO_PROXY",
              "localhost, .Corp.example,*.wild.example,host.example:8443,10.0.0.0/8,fd00::/8,"
                  + "192.0.2.1:8443,.svc,.cluster.local"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vllm:8000/v1",
        "https://localhost/",
        "https://vllm.models.svc/v1",
        "https://vllm.models.svc.cluster.local/v1",
        "https://corp.example/",
        "https://API.corp.EXAMPLE/",
        "https://a.wild.example/",
        "https://host.example:8443/",
        "https://10.1.2.3/",
        "https://[fd00::1]/",
        "https://192.0.2.1:8443/"
      })
  void shouldConnectDirectly(String url) {
    assertThat(RULES.proxy(URI.create(url))).isEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://models.example/v1",
        "https://notcorp.example/",
        "https://host.example/",
        "https://corp.example.org/",
        "https://11.1.2.3/",
        "https://[2001:db8::1]/",
        "https://192.0.2.1/",
        "https://asvc.example/"
      })
  void shouldUseProxy(String url) {
    assertThat(RULES.proxy(URI.create(url)).address())
        .isEqualTo(InetSocketAddress.createUnresolved("secure.corp", 3128));
  }

  @Test
  void shouldUseProxyOfScheme() {
    assertThat(RULES.proxy(URI.create("http://models.example/v1")).address())
        .isEqualTo(InetSocketAddress.createUnresolved("plain.corp", 8080));
  }

  @Test
  void shouldIgnoreVariablesThatUsersCanSet() {
    var rules = ProxyRules.of(Map.of("HTTPS_PROXY", "http://mine:1", "https_proxy", "http://m:1"));

    assertThat(rules).isEqualTo(ProxyRules.NONE);
  }
}
