package ai.sympozium.ipc.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A gateway with prepared responses, for tests. */
public final class FakeGateway implements AutoCloseable {
  private static @Nullable KeyStore defaultKeys;

  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private final Set<String> ciphers = ConcurrentHashMap.newKeySet();
  private final KeyStore keys;
  private final String[] suites;
  private final String[] groups;
  private HttpsServer server;
  private final int port;
  private volatile Answer defaultAnswer = new Answer(204, "");

  private record Answer(int status, String body, String retryAfter) {
    Answer(int status, String body) {
      this(status, body, "");
    }
  }

  /** A received request. */
  public record Request(String method, String path, String bearer, String body) {}

  public FakeGateway() throws IOException {
    this(defaultKeys(), new String[0], new String[0]);
  }

  /** Starts a gateway with its own certificate. */
  public static FakeGateway withKeysOfItsOwn() throws IOException {
    return new FakeGateway(newKeys(), new String[0], new String[0]);
  }

  /** Starts a gateway that supports only the given cipher suites. */
  public static FakeGateway speaking(String... ciphers) throws IOException {
    return new FakeGateway(defaultKeys(), ciphers, new String[0]);
  }

  /** Starts a gateway that supports only the given groups for key exchange. */
  static FakeGateway withNamedGroups(String... groups) throws IOException {
    return new FakeGateway(defaultKeys(), new String[0], groups);
  }

  private FakeGateway(KeyStore keys, String[] suites, String[] groups) throws IOException {
    this.keys = keys;
    this.suites = suites;
    this.groups = groups;
    server = listen(0);
    port = server.getAddress().getPort();
  }

  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  /** Writes token and certificate of a pod. */
  public void introduceTo(Path identity) throws IOException {
    Files.writeString(identity.resolve("gateway-ca.crt"), SelfSignedKeys.certificate(keys));
    Files.writeString(identity.resolve("token"), "pod-token\n");
  }

  /** Sets the response to the next request. */
  public void next(int status, String body) {
    answers.add(new Answer(status, body));
  }

  /** Rejects the next request and requests a pause. */
  void nextBusy(Duration pause) {
    answers.add(new Answer(503, "busy", Long.toString(pause.toSeconds())));
  }

  /** Sets the response to all requests without their own. */
  public void usually(int status, String body) {
    defaultAnswer = new Answer(status, body);
  }

  /** Returns the POST requests so far. */
  public List<Request> posts() {
    return requests.stream().filter(request -> request.method().equals("POST")).toList();
  }

  /** Returns all requests so far. */
  public List<Request> requests() {
    return requests;
  }

  /** Returns the number of connections with requests so far. */
  int connections() {
    return connections.size();
  }

  /** Returns the negotiated cipher suites so far. */
  public Set<String> ciphers() {
    return ciphers;
  }

  /** Stops the server. */
  public void stop() {
    server.stop(0);
  }

  /** Starts the server again at the same address. */
  public void start() throws IOException {
    server = listen(port);
  }

  @Override
  public void close() {
    stop();
  }

  private HttpsServer listen(int port) throws IOException {
    var server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(inTheClientsOrder(SelfSignedKeys.context(keys)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    return server;
  }

  /** Uses the client's order of cipher suites, like the API server. */
  private HttpsConfigurator inTheClientsOrder(SSLContext context) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters connection) {
        var parameters = context.getDefaultSSLParameters();
        parameters.setUseCipherSuitesOrder(false);
        if (suites.length > 0) {
          parameters.setCipherSuites(suites);
        }
        if (groups.length > 0) {
          parameters.setNamedGroups(groups);
        }
        connection.setSSLParameters(parameters);
      }
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      connections.add(exchange.getRemoteAddress());
      ciphers.add(((HttpsExchange) exchange).getSSLSession().getCipherSuite());
      var bearer = exchange.getRequestHeaders().getFirst("Authorization");
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              bearer == null ? "" : bearer,
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      var prepared = exchange.getRequestMethod().equals("POST") ? answers.poll() : null;
      var answer = prepared == null ? defaultAnswer : prepared;
      var bytes = answer.body().getBytes(UTF_8);
      if (!answer.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static synchronized KeyStore defaultKeys() throws IOException {
    var made = defaultKeys;
    if (made == null) {
      made = newKeys();
      defaultKeys = made;
    }
    return made;
  }

  private static KeyStore newKeys() throws IOException {
    return SelfSignedKeys.create("dns:localhost,ip:127.0.0.1");
  }
}
