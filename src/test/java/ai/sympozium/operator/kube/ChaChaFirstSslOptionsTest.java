package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.ipc.gateway.FakeGateway;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaChaFirstSslOptionsTest {
  @TempDir Path identity;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldPreferChaCha20() throws IOException {
    try (var server = new FakeGateway()) {
      ask(server);

      assertThat(server.ciphers()).containsExactly("TLS_CHACHA20_POLY1305_SHA256");
    }
  }

  @Test
  void shouldUseCipherOfServerWhenItLacksChaCha20() throws IOException {
    try (var server = FakeGateway.speaking("TLS_AES_256_GCM_SHA384")) {
      ask(server);

      assertThat(server.ciphers()).containsExactly("TLS_AES_256_GCM_SHA384");
    }
  }

  private void ask(FakeGateway server) throws IOException {
    server.introduceTo(identity);
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.url().toString())
            .withCaCertFile(identity.resolve("gateway-ca.crt").toString())
            .build();
    try (var client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new ApiServerHttpClientFactory(vertx))
            .build()) {
      client.raw("/healthz");
    }
  }
}
