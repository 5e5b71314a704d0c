package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.agent.fetch.PageFetcher;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.gateway.FakeGateway;
import ai.sympozium.net.RequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs an agent whose model has a certificate of a private authority. */
class PrivateAuthorityTest {
  private static final String ANSWER =
      "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"seen\"},"
          + " \"finish_reason\": \"stop\"}]}";

  @TempDir Path directory;
  private AgentPaths paths;

  @BeforeEach
  void prepare() throws IOException {
    paths = AgentDirectories.in(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model-ca.crt", "trusted-ca.crt"})
  void shouldReachModelThroughProxyWhenAuthorityIsTrusted(String file) throws IOException {
    try (var server = new FakeGateway();
        var proxy = new ForwardingProxy()) {
      trust(server, file);

      assertThat(run(server, proxy)).isZero();

      assertThat(result()).contains("\"seen\"");
      assertThat(server.posts())
          .singleElement()
          .satisfies(post -> assertThat(post.bearer()).isEqualTo("Bearer the-key"));
      assertThat(proxy.requests())
          .containsExactly("CONNECT 127.0.0.1:" + server.url().getPort() + " HTTP/1.1");
    }
  }

  @Test
  void shouldTrustAuthorityOfInstanceAndThatOfCluster() throws IOException {
    try (var server = new FakeGateway();
        var other = FakeGateway.withKeysOfItsOwn();
        var proxy = new ForwardingProxy()) {
      trust(other, "trusted-ca.crt");
      trust(server, "model-ca.crt");

      assertThat(run(server, proxy)).isZero();
      assertThat(run(other, proxy)).isZero();
    }
  }

  @Test
  void shouldSendNothingWhenAuthorityIsNotTrusted() throws IOException {
    try (var server = new FakeGateway();
        var other = FakeGateway.withKeysOfItsOwn();
        var proxy = new ForwardingProxy()) {
      trust(other, "trusted-ca.crt");

      assertThat(run(server, proxy)).isOne();

      assertThat(server.requests()).isEmpty();
      assertThat(result()).doesNotContain("the-key").contains("ertificate");
    }
  }

  @Test
  void shouldFetchPageWhenAuthorityOfClusterIsTrusted() throws Exception {
    try (var server = new FakeGateway()) {
      server.usually(200, "page");
      trust(server, "trusted-ca.crt");

      var page =
          PageFetcher.of(List.of("127.0.0.1"), Map.of(), paths.authorities().ofCluster())
              .fetch("https://127.0.0.1:" + server.url().getPort(), Map.of());

      assertThat(new String(page.body(), UTF_8)).isEqualTo("page");
    }
  }

  @Test
  void shouldNotTrustAuthorityOfInstanceForPages() throws IOException {
    try (var server = new FakeGateway()) {
      trust(server, "model-ca.crt");
      var pages = PageFetcher.of(List.of("127.0.0.1"), Map.of(), paths.authorities().ofCluster());

      assertThatThrownBy(() -> pages.fetch("https://127.0.0.1:" + server.url().getPort(), Map.of()))
          .isInstanceOf(RequestException.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  private void trust(FakeGateway server, String file) throws IOException {
    var identity = Files.createTempDirectory(directory, "identity");
    server.introduceTo(identity);
    Files.move(
        identity.resolve("gateway-ca.crt"),
        directory.resolve(file),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private int run(FakeGateway server, ForwardingProxy proxy) throws IOException {
    server.next(200, ANSWER);
    Files.writeString(
        paths.input(),
        """
        {"run": "sre-bot-demo", "namespace": "demo", "instance": "sre-bot", "task": "Look.",
         "limits": {"seconds": 60, "turns": 5}, "skills": [],
         "model": {"provider": "openai", "model": "m", "baseURL": "https://127.0.0.1:%d/v1"}}
        """
            .formatted(server.url().getPort()));
    var environment = Map.of("SYMPOZIUM_HTTPS_PROXY", proxy.url(), "OPENAI_API_KEY", "the-key");
    return new AgentProcess(
            environment,
            paths,
            new PrintStream(new ByteArrayOutputStream()),
            InstantSource.system())
        .run();
  }

  private String result() throws IOException {
    return JsonTrees.read(Files.readAllBytes(paths.ipc().resolve("_bridge/output/result.json")))
        .toString();
  }
}
