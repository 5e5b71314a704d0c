package ai.sympozium.operator.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers a client as a test decides, for requests that no real API server is needed for. */
public final class ScriptedApiServer implements AutoCloseable {
  private static final int CREATED = 201;

  private final HttpServer server;

  /**
   * A request.
   *
   * @param query parameters as they were sent, or the empty string
   * @param impersonated name of the impersonated user, or the empty string
   * @param accept accepted kinds of responses, or the empty string
   */
  public record Request(
      String method, String path, String query, String impersonated, String accept, String body) {
    /** Returns the last segment of the path: the kind of a created object, or a name. */
    public String target() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** A response with a JSON body. */
  public record Response(int code, String body) {
    /** The API server answers a creation with the object. */
    public static Response created(Request request) {
      return new Response(CREATED, request.body());
    }
  }

  public ScriptedApiServer(Function<Request, Response> answers) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> answer(exchange, answers));
    server.setExecutor(Thread::startVirtualThread);
    server.start();
  }

  private static void answer(HttpExchange exchange, Function<Request, Response> answers)
      throws IOException {
    Response response =
        answers.apply(
            new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                header(exchange, "Impersonate-User"),
                header(exchange, "Accept"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(response.code(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  /** Returns a client that does not retry. */
  public KubernetesClient client() {
    return client(http -> {});
  }

  public KubernetesClient client(Consumer<HttpClient.Builder> customizer) {
    return clientBuilder().withHttpClientBuilderConsumer(customizer).build();
  }

  KubernetesClientBuilder clientBuilder() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
