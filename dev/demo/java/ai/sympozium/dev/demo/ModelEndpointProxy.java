package ai.sympozium.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * Forwards requests from the embedded cluster, which has no route out, to the endpoint of one
 * model. {@code ./demo} starts it as a program and stops it.
 */
final class ModelEndpointProxy {
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private final URI target;

  /** Listens on the address and forwards requests below the target's path only. */
  private ModelEndpointProxy(String address, URI target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    server.createContext(target.getRawPath().isEmpty() ? "/" : target.getRawPath(), this::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Prints the URL that replaces the target inside the cluster. Arguments: address, target. */
  public static void main(String[] arguments) throws IOException {
    System.out.println(new ModelEndpointProxy(arguments[0], URI.create(arguments[1])).url());
  }

  private URI url() {
    var at = server.getAddress();
    return URI.create(
        "http://%s:%d%s"
            .formatted(at.getAddress().getHostAddress(), at.getPort(), target.getRawPath()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      forward(exchange);
    }
  }

  private void forward(HttpExchange exchange) throws IOException {
    try {
      var path = exchange.getRequestURI().toString();
      var url = URI.create(target.getScheme() + "://" + target.getRawAuthority() + path);
      var body = exchange.getRequestBody().readAllBytes();
      var request =
          HttpRequest.newBuilder(url)
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
              .timeout(Duration.ofMinutes(10));
      for (var name : new String[] {"Accept", "Authorization", "Content-Type"}) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      var answer = client.send(request.build(), BodyHandlers.ofInputStream());
      for (var name : new String[] {"Content-Type", "Retry-After"}) {
        answer
            .headers()
            .firstValue(name)
            .ifPresent(it -> exchange.getResponseHeaders().set(name, it));
      }
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      try (var in = answer.body();
          var out = exchange.getResponseBody()) {
        var buffer = new byte[8192];
        for (int n; (n = in.read(buffer)) >= 0; ) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (IOException e) {
      answerBadGateway(exchange, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerBadGateway(HttpExchange exchange, IOException cause) throws IOException {
    if (exchange.getResponseCode() != -1) {
      return; // Part of the response has been sent. Closing the exchange ends it.
    }
    var message =
        "%s does not respond: %s"
            .formatted(target.getRawAuthority(), cause.getClass().getSimpleName());
    if (cause.getMessage() != null) {
      message += ", " + cause.getMessage();
    }
    var body =
        "{\"error\":{\"message\":\"%s\"}}".formatted(message.replaceAll("[\\\\\"\\p{Cntrl}]", " "));
    exchange.sendResponseHeaders(502, 0);
    exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
  }
}
