package ai.sympozium.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
  void shouldBeEmptyUntilACertificateIsSet() throws Exception {
    assertThat(Collections.list(provider.getKeyStore(vertx).keyStore.aliases())).isEmpty();
  }

  @Test
  void shouldProvideTheLatestCertificate() throws Exception {
    var authority = CertificateAuthority.create(Instant.parse("2026-01-01T00:00:00Z"));
    var latest = authority.issue(List.of("b.svc"), Instant.parse("2026-06-01T00:00:00Z"));
    provider.set(authority.issue(List.of("a.svc"), Instant.parse("2026-01-01T00:00:00Z")));

    provider.set(latest);

    assertThat(provider.getKeyStore(vertx).keyStore.getCertificate(GatewayKeyStore.NAME))
        .isEqualTo(latest.certificate());
  }
}
