package ai.sympozium.agent.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.ipc.gateway.FakeGateway;
import ai.sympozium.net.AddressPolicy;
import ai.sympozium.net.Connector;
import ai.sympozium.net.HostResolver;
import ai.sympozium.net.ProxyRules;
import ai.sympozium.net.RequestException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageFetcherTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Map<String, List<String>> names = new HashMap<>();
  private final List<String> resolved = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    names.put("pages.example.", List.of("127.0.0.1"));
    names.put("other.example.", List.of("127.0.0.1"));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void shouldFetchPage() throws Exception {
    answer("/a", 200, "text/plain", "hello");

    var page = fetch("http://pages.example:PORT/a?b=c%20d#part");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).asString().isEqualTo("hello");
    assertThat(page.contentType()).isEqualTo("text/plain");
    assertThat(page.redirected()).isFalse();
    assertThat(requests.getFirst())
        .containsEntry("target", "/a?b=c%20d")
        .containsEntry("host", "pages.example:" + port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT/",
        "http://2130706433:PORT/",
        "http://0x7f000001:PORT/",
        "http://0x7f.1:PORT/",
        "http://0177.0.0.1:PORT/",
        "http://017700000001:PORT/",
        "http://127.1:PORT/",
        "http://127.0.0.1.:PORT/",
        "http://①②⑦.0.0.1:PORT/",
        "http://127。0。0。1:PORT/",
        "http://[::1]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://[::ffff:7f00:1]:PORT/",
        "http://[64:ff9b::7f00:1]:PORT/",
        "http://0:PORT/",
        "http://localhost:PORT/",
        "http://LOCALHOST.:PORT/",
        "http://kubernetes.default.svc:PORT/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "https://10.96.0.1/version",
        "http://inner.example:PORT/"
      })
  void shouldRefuseAddressThatIsNotPublic(String url) {
    names.put("inner.example.", List.of("127.0.0.1"));
    answer("/", 200, "text/plain", "secret");

    assertThatThrownBy(() -> fetcher(List.of()).fetch(withPort(url), Map.of()))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.code()).isEqualTo("AddressNotAllowed"));
    assertThat(requests).isEmpty();
  }

  @Test
  void shouldRefuseNameWhenOneOfItsAddressesIsPrivate() {
    names.put("mixed.example.", List.of("127.0.0.1", "10.0.0.1"));

    assertThatThrownBy(() -> fetch("http://mixed.example:PORT/"))
        .isInstanceOf(RequestException.class)
        .hasMessage("mixed.example (10.0.0.1) is a private address");
  }

  /** The name has another address when it is resolved a second time. */
  @Test
  void shouldConnectToCheckedAddressWhenNameChanges() throws Exception {
    answer("/", 200, "text/plain", "hello");
    var calls = new AtomicInteger();
    HostResolver changing =
        name ->
            new InetAddress[] {
              InetAddress.ofLiteral(calls.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1")
            };

    var page =
        fetcher(List.of("127.0.0.1"), changing, tls())
            .fetch(withPort("http://pages.example:PORT/"), Map.of());

    assertThat(page.status()).isEqualTo(200);
    assertThat(calls).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://10.0.0.1/", "http://169.254.169.254/x", "//inner.example/"})
  void shouldCheckAddressOfRedirect(String location) {
    names.put("inner.example.", List.of("192.168.0.1"));
    redirect("/a", location);

    assertThatThrownBy(() -> fetch("http://pages.example:PORT/a"))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.code()).isEqualTo("AddressNotAllowed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://pages.example/", "gopher://pages.example/"})
  void shouldRefuseOtherSchemeOfRedirect(String location) {
    redirect("/a", location);

    assertThatThrownBy(() -> fetch("http://pages.example:PORT/a"))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.code()).isEqualTo("InvalidURL"));
  }

  @Test
  void shouldNotTryDomainsOfClusterForPublicName() throws Exception {
    answer("/", 200, "text/plain", "hello");

    fetch("http://pages.example:PORT/");

    assertThat(resolved).containsExactly("pages.example.");
  }

  @Test
  void shouldReachNameThatAdministratorAllows() throws Exception {
    names.put("wiki.corp.example", List.of("127.0.0.1"));
    answer("/", 200, "text/plain", "hello");

    var page =
        fetcher(List.of("wiki.corp.example", "127.0.0.0/8"))
            .fetch(withPort("http://wiki.corp.example:PORT/"), Map.of());

    assertThat(page.status()).isEqualTo(200);
  }

  @Test
  void shouldReachServiceWhenAdministratorAllowsItsAddress() throws Exception {
    names.put("docs.tools.svc", List.of("127.0.0.1"));
    answer("/", 200, "text/plain", "hello");

    assertThat(fetch("http://docs.tools.svc:PORT/").status()).isEqualTo(200);
  }

  @Test
  void shouldFollowRedirects() throws Exception {
    redirect("/a", "/b");
    redirect("/b", "c?x=ü y");
    answer("/c", 200, "text/plain", "end");

    var page = fetch("http://pages.example:PORT/a");

    assertThat(page.body()).asString().isEqualTo("end");
    assertThat(page.redirected()).isTrue();
    assertThat(page.url()).isEqualTo(withPort("http://pages.example:PORT/c?x=%C3%BC%20y"));
  }

  @Test
  void shouldStopAfterFiveRedirects() throws Exception {
    for (var i = 0; i < 7; i++) {
      redirect("/" + i, "/" + (i + 1));
    }
    answer("/7", 200, "text/plain", "end");

    assertThat(fetch("http://pages.example:PORT/2").status()).isEqualTo(200);
    assertThatThrownBy(() -> fetch("http://pages.example:PORT/1"))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.code()).isEqualTo("TooManyRedirects"));
  }

  @Test
  void shouldSendCredentialOnlyToItsHost() throws Exception {
    redirect("/a", "/b");
    redirect("/b", withPort("http://other.example:PORT/c"));
    answer("/c", 200, "text/plain", "end");
    var headers = Map.of("Authorization", "Bearer t", "X-Api-Key", "k", "Accept-Language", "de");

    var page =
        fetcher(List.of("127.0.0.1")).fetch(withPort("http://pages.example:PORT/a"), headers);

    assertThat(requests.get(1)).containsEntry("authorization", "Bearer t").containsKey("x-api-key");
    assertThat(requests.get(2))
        .doesNotContainKeys("authorization", "x-api-key")
        .containsEntry("accept-language", "de");
    assertThat(page.droppedHeaders()).containsExactlyInAnyOrder("Authorization", "X-Api-Key");
  }

  @Test
  void shouldLimitDecompressedContent() throws Exception {
    var bomb = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bomb)) {
      for (var i = 0; i < 100; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, bomb.size());
          exchange.getResponseBody().write(bomb.toByteArray());
          exchange.close();
        });

    var page = fetch("http://pages.example:PORT/");

    assertThat(page.body()).hasSize(2 << 20);
    assertThat(page.truncated()).isTrue();
  }

  @Test
  void shouldStopWhenServerSendsWithoutEnd() throws Exception {
    try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> trickle(slow));
      var started = System.nanoTime();

      assertThatThrownBy(() ->
              new PageFetcher(connector(List.of("127.0.0.1")), Duration.ofMillis(500))
                  .fetch("http://pages.example:" + slow.getLocalPort() + "/", Map.of()))
          .isInstanceOfSatisfying(
              RequestException.class, e -> assertThat(e.code()).isEqualTo("Timeout"));
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void shouldVerifyCertificateOfName(@TempDir Path identity) throws Exception {
    try (var gateway = new FakeGateway()) {
      gateway.introduceTo(identity);
      gateway.usually(200, "secure");
      names.put("localhost", List.of("127.0.0.1"));
      var trusting =
          fetcher(List.of("127.0.0.1"), this::resolve, tls(identity.resolve("gateway-ca.crt")));

      assertThat(trusting.fetch(gateway.url() + "/", Map.of()).body())
          .asString()
          .isEqualTo("secure");
      var other = "https://pages.example:" + gateway.url().getPort() + "/";
      assertThatThrownBy(() -> trusting.fetch(other, Map.of()))
          .isInstanceOfSatisfying(
              RequestException.class, e -> assertThat(e.code()).isEqualTo("TLSError"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'not a url', InvalidURL",
    "ftp://pages.example/, InvalidURL",
    "file:///etc/passwd, InvalidURL",
    "http://user:secret@pages.example/, InvalidURL",
    "http://pages.example:99999/, InvalidURL",
    "http://[fe80::1%25eth0]/, InvalidURL",
    "http:///path, InvalidURL",
    "http://unknown.example/, UnknownHost"
  })
  void shouldExplainUrlThatCannotBeFetched(String url, String code) {
    assertThatThrownBy(() -> fetch(url))
        .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void trickle(ServerSocket listener) {
    try (var socket = listener.accept()) {
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
      while (true) {
        socket.getOutputStream().write('x');
        socket.getOutputStream().flush();
        // Each byte comes in time for a read, but all of them together never end.
        Thread.sleep(50);
      }
    } catch (IOException | InterruptedException e) {
      // The client has closed the connection.
    }
  }

  private void answer(String path, int status, String type, String body) {
    server.createContext(
        path,
        exchange -> {
          record(exchange);
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(status, 0);
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
  }

  private void record(HttpExchange exchange) {
    var request = new HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> request.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    request.put("target", exchange.getRequestURI().toString());
    requests.add(request);
  }

  private void redirect(String path, String location) {
    server.createContext(
        path,
        exchange -> {
          record(exchange);
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
  }

  private FetchedPage fetch(String url) throws InterruptedException {
    return fetcher(List.of("127.0.0.1")).fetch(withPort(url), Map.of());
  }

  private PageFetcher fetcher(List<String> allow) {
    return new PageFetcher(connector(allow), TIMEOUT);
  }

  @Test
  void shouldGiveProxyTheCheckedAddress() throws Exception {
    try (var proxy = new TunnelProxy()) {
      var page = proxied(proxy, List.of("127.0.0.1")).fetch("http://pages.example:81/", Map.of());

      assertThat(new String(page.body(), UTF_8)).isEqualTo("through");
      assertThat(proxy.requests()).hasSize(2);
      assertThat(proxy.requests().getFirst()).startsWith("CONNECT 127.0.0.1:81 HTTP/1.1\r\n");
      assertThat(proxy.requests().getLast()).contains("Host: pages.example:81\r\n");
    }
  }

  @Test
  void shouldRefuseAddressWithoutAskingProxy() throws Exception {
    try (var proxy = new TunnelProxy()) {
      assertThatThrownBy(() -> proxied(proxy, List.of()).fetch("http://pages.example/", Map.of()))
          .isInstanceOfSatisfying(
              RequestException.class,
              e -> assertThat(e.code()).isEqualTo(RequestException.ADDRESS_NOT_ALLOWED));
      assertThat(proxy.requests()).isEmpty();
    }
  }

  private PageFetcher proxied(TunnelProxy proxy, List<String> allow) {
    var rules = new ProxyRules(proxy.address(), null, List.of());
    return new PageFetcher(
        new Connector(
            new AddressPolicy(allow, List.of()),
            this::resolve,
            PageFetcherTest::tls,
            rules,
            "hint"),
        TIMEOUT);
  }

  private Connector connector(List<String> allow) {
    return new Connector(
        new AddressPolicy(allow, List.of()),
        this::resolve,
        PageFetcherTest::tls,
        ProxyRules.NONE,
        "hint");
  }

  private static PageFetcher fetcher(
      List<String> allow, HostResolver resolver, SSLSocketFactory tls) {
    return new PageFetcher(
        new Connector(
            new AddressPolicy(allow, List.of()), resolver, () -> tls, ProxyRules.NONE, "hint"),
        TIMEOUT);
  }

  private InetAddress[] resolve(String name) throws UnknownHostException {
    resolved.add(name);
    var addresses = names.get(name);
    if (addresses == null) {
      throw new UnknownHostException(name);
    }
    return addresses.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private static SSLSocketFactory tls() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  private static SSLSocketFactory tls(Path certificate)
      throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate))));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private String withPort(String url) {
    return url.replace("PORT", Integer.toString(port()));
  }
}
