package ai.sympozium.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayKeyStoreTest {
  private final Vertx vertx = Vertx.vertx();
  private final GatewayKeyStore provider = new GatewayKeyStore();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldHaveNoCertificateUntilOneIsSet() throws Exception {
    assertThat(keys().chooseServerAlias("EC", null, null)).isNull();
  }

  @Test
  void shouldProvideTheLatestCertificateToAServerThatHasStarted() throws Exception {
    var keys = keys();
    var authority = CertificateAuthority.create(Instant.parse("2026-01-01T00:00:00Z"));
    var latest = authority.issue(List.of("b.svc"), Instant.parse("2026-06-01T00:00:00Z"));
    provider.set(authority.issue(List.of("a.svc"), Instant.parse("2026-01-01T00:00:00Z")));

    provider.set(latest);

    var alias = Objects.requireNonNull(keys.chooseServerAlias("EC", null, null));
    assertThat(keys.getCertificateChain(alias)).containsExactly(latest.certificate());
    assertThat(keys.getPrivateKey(alias)).isEqualTo(latest.key());
  }

  private X509KeyManager keys() throws Exception {
    var options = provider.getKeyStore(vertx).options;
    return (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
  }
}
