package ai.sympozium.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.ipc.gateway.FakeGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
      var sockets =
          TrustedAuthorities.sockets(
              TrustedAuthorities.parse(Files.readString(directory.resolve("gateway-ca.crt"))));

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
  void shouldRejectTextWithoutCertificate(String text) {
    assertThatThrownBy(() -> TrustedAuthorities.parse(text))
        .isInstanceOf(IOException.class)
        .hasMessage("no certificate in PEM format");
  }

  @Test
  void shouldPrintPublicAuthoritiesThatCanBeReadAgain() throws Exception {
    var printed = new ByteArrayOutputStream();
    var console = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      assertThat(AuthoritiesMain.run()).isZero();
    } finally {
      System.setOut(console);
    }

    assertThat(TrustedAuthorities.parse(printed.toString(UTF_8)))
        .hasSameSizeAs(TrustedAuthorities.publicOnes());
  }

  private static int status(FakeGateway server, SSLSocketFactory sockets) throws IOException {
    var connection = (HttpsURLConnection) server.url().toURL().openConnection();
    connection.setSSLSocketFactory(sockets);
    return connection.getResponseCode();
  }
}
