package ai.sympozium.operator.grant;

import static ai.sympozium.rbac.Rules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.rbac.DangerousPermission;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks as which user the objects of a grant are created. */
class GrantWriterTest {
  private static final int CREATED = 201;
  private static final String GRANTER = "system:serviceaccount:operators:sympozium-granter";
  private static final SkillGrant GRANT =
      new SkillGrant(
          new RunRef("team", "check", "7f3c0000-1111-2222-3333-444455556666"),
          "k8s-ops",
          rules("core: pods get"),
          rules("core: nodes get"));

  /** User that each request impersonates, or the empty string, by kind of object. */
  private final Map<String, String> impersonated = new ConcurrentHashMap<>();

  private final List<String> intercepted = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private GrantWriter writer;

  @BeforeEach
  void startApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("recorder", new Recorder()))
            .build();
    writer = new GrantWriter(client, new Settings(), new GrantExpectations());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    impersonated.put(
        kind(exchange.getRequestURI().getPath()),
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Impersonate-User"), ""));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(CREATED, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String kind(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void shouldCreateOnlyRolesAndBindingsAsGranter() throws GrantRefusedException {
    writer.prepare(List.of(GRANT));
    writer.bind(List.of(GRANT));

    assertThat(impersonated)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "serviceaccounts", "",
                "roles", GRANTER,
                "clusterroles", GRANTER,
                "rolebindings", GRANTER,
                "clusterrolebindings", GRANTER));
  }

  /** One interceptor of the operator's client blocks writes of a former leader. */
  @Test
  void shouldPassInterceptorsOfClientWhenGranterCreates() throws GrantRefusedException {
    writer.prepare(List.of(GRANT));
    writer.bind(List.of(GRANT));

    assertThat(intercepted)
        .containsExactlyInAnyOrder(
            "serviceaccounts", "roles", "clusterroles", "rolebindings", "clusterrolebindings");
  }

  private final class Recorder implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      intercepted.add(kind(request.uri().getPath()));
    }
  }

  private record Settings() implements OperatorConfig {
    @Override
    public String namespace() {
      return "operators";
    }

    @Override
    public String image() {
      return "image";
    }

    @Override
    public Optional<Set<DangerousPermission>> configuredDangerousPermissions() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> configuredFetchUrlAllow() {
      return Optional.empty();
    }
  }
}
