package ai.sympozium.executor;

import static ai.sympozium.executor.RunningExecutor.until;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.gateway.FakeGateway;
import ai.sympozium.ipc.gateway.GatewayClient;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTokenRenewerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;
  private ExecutorPaths paths;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    paths = RunningExecutor.paths(root);
    gateway = new FakeGateway();
    gateway.introduceTo(paths.identity());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldStoreTokenAtStandardPath() throws Exception {
    gateway.next(200, token("first", NOW.plusSeconds(1000)));

    var pause = token().renew();

    assertThat(pause).isEqualTo(Duration.ofSeconds(800));
    assertThat(gateway.posts())
        .containsExactly(
            new FakeGateway.Request(
                "POST", "/v1/token", "Bearer pod-token", "{\"skill\":\"k8s-ops\"}"));
    assertThat(paths.serviceAccount().resolve("token")).hasContent("first");
    assertThat(paths.serviceAccount().resolve("ca.crt")).hasContent("PEM");
    assertThat(paths.serviceAccount().resolve("namespace")).hasContent("demo");
    assertThat(mode("token")).isEqualTo("rw-------");
    assertThat(mode("ca.crt")).isEqualTo("rw-r--r--");
    try (var files = Files.list(paths.serviceAccount())) {
      assertThat(files).hasSize(4);
    }
  }

  /** kubectl ignores the other files when a command has an option such as --request-timeout. */
  @Test
  void shouldStoreKubeconfigWithCurrentToken() throws Exception {
    gateway.next(200, token("first", NOW.plusSeconds(1000)));
    gateway.next(200, token("second", NOW.plusSeconds(2000)));
    var tokens = token();

    tokens.renew();
    tokens.renew();

    String text = Files.readString(paths.serviceAccount().resolve("kubeconfig"));
    Config config = Config.fromKubeconfig(text);
    assertThat(config.getMasterUrl()).isEqualTo("https://[fd00::1]:443/");
    assertThat(config.getNamespace()).isEqualTo("demo");
    assertThat(config.getCaCertFile()).isEqualTo(paths.serviceAccount() + "/ca.crt");
    assertThat(config.getAutoOAuthToken()).isEqualTo("second");
    assertThat(text).contains("tokenFile: \"" + paths.serviceAccount() + "/token\"");
    assertThat(mode("kubeconfig")).isEqualTo("rw-------");
  }

  @Test
  void shouldReplaceTokenAtomically() throws Exception {
    gateway.next(200, token("first", NOW.plusSeconds(1000)));
    gateway.next(200, token("second", NOW.plusSeconds(1)));
    var token = token();
    token.renew();
    var before = Files.newInputStream(paths.serviceAccount().resolve("token"));

    var pause = token.renew();

    try (before) {
      assertThat(before).hasContent("first");
    }
    assertThat(paths.serviceAccount().resolve("token")).hasContent("second");
    assertThat(pause).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldBecomeReadyOnlyWithToken() throws IOException {
    gateway.usually(503, "");
    try (var executor = executor()) {
      executor.send("early", "{\"command\": \"cat '" + paths.serviceAccount() + "/token'\"}");
      until(() -> assertThat(gateway.posts()).hasSizeGreaterThan(2));
      assertThat(paths.ipc().resolve(IpcFiles.READY)).doesNotExist();
      assertThat(paths.ipc().resolve(IpcFiles.WAITING)).content().contains("answered 503");
      assertThat(executor.resultNow("early")).isNull();

      gateway.usually(200, token("late", Instant.now().plusSeconds(600)));

      assertThat(executor.result("early").stdout()).isEqualTo("late");
      assertThat(executor.ready().error()).isNull();
    }
  }

  @Test
  void shouldReportRejectionInsteadOfTimeout() throws IOException {
    gateway.usually(403, "{\"error\": {\"code\": \"NoGrant\", \"message\": \"no such skill\"}}");
    try (var executor = executor()) {
      var error = "skill k8s-ops has no API token: the gateway answered 403: no such skill";

      assertThat(executor.ready().error()).isEqualTo(error);
      var result = executor.run("echo x");
      assertThat(result.error()).isEqualTo(error);
      assertThat(result.exitCode()).isEqualTo(126);
      assertThat(gateway.posts()).hasSize(1);
    }
  }

  private RunningExecutor executor() throws IOException {
    return RunningExecutor.in(root, Map.of("SYMPOZIUM_GATEWAY", gateway.url().toString()));
  }

  private ApiTokenRenewer token() {
    return new ApiTokenRenewer(
        new GatewayClient(gateway.url(), paths.identity()),
        "k8s-ops",
        paths.serviceAccount(),
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443"),
        InstantSource.fixed(NOW));
  }

  private static String token(String token, Instant expiry) {
    return """
    {"token": "%s", "expiresAt": "%s", "caCertificate": "PEM", "namespace": "demo"}
    """
        .formatted(token, expiry);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(paths.serviceAccount().resolve(name)));
  }
}
