package ai.sympozium.agent.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.agent.model.ModelException;
import ai.sympozium.ipc.gateway.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests servers with a certificate of a private authority. */
class TrustedAuthoritiesTest {
  @TempDir Path directory;

  @Test
  void shouldTrustPrivateAuthorityInAdditionToPublicOnes() throws Exception {
    try (var server = new FakeGateway()) {
      server.introduceTo(directory);
      var sockets = TrustedAuthorities.sockets(directory.resolve("gateway-ca.crt"));

      assertThat(status(server, sockets)).isEqualTo(204);
      assertThatThrownBy(() -> status(server, (SSLSocketFactory) SSLSocketFactory.getDefault()))
          .isInstanceOf(SSLException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void shouldNameFieldWhenFileHoldsNoCertificate(String content) throws IOException {
    var file = Files.writeString(directory.resolve("ca.crt"), content);

    assertThatThrownBy(() -> TrustedAuthorities.sockets(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(
            "agents.default.tls.caCertConfigMapRef: the key of the ConfigMap contains no certificate");
  }

  private static int status(FakeGateway server, SSLSocketFactory sockets) throws IOException {
    var connection = (HttpsURLConnection) server.url().toURL().openConnection();
    connection.setSSLSocketFactory(sockets);
    return connection.getResponseCode();
  }
}
