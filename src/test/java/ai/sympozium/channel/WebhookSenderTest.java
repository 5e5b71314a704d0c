package ai.sympozium.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.net.AddressPolicy;
import ai.sympozium.net.Connector;
import ai.sympozium.net.ProxyRules;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivers messages to receivers that behave well and badly. */
class WebhookSenderTest {
  private static final String KEY = "signing-key-of-the-test";
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final List<String> LOOPBACK = List.of("127.0.0.0/8");

  @TempDir private Path secret;

  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private HttpServer receiver = stopped();
  private int status = 200;
  private String retryAfter = "";

  private record Request(String signature, String idempotencyKey, String body) {}

  private static HttpServer stopped() {
    try {
      return HttpServer.create();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::receive);
    receiver.start();
    write("url", url("/hook?token=url-secret"));
    write("signingKey", KEY + "\n");
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    requests.add(
        new Request(
            String.valueOf(headers.getFirst("X-Sympozium-Signature")),
            String.valueOf(headers.getFirst("Idempotency-Key")),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    exchange.getResponseHeaders().set("Location", url("/elsewhere"));
    if (!retryAfter.isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private void write(String key, String value) throws IOException {
    Files.writeString(secret.resolve(key), value);
  }

  private DeliveryOutcome send(List<String> allow) throws InterruptedException {
    var connector =
        new Connector(
            new AddressPolicy(allow, List.of()),
            InetAddress::getAllByName,
            () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
            ProxyRules.NONE,
            "Ask an administrator.");
    return new WebhookSender(connector, new WebhookSettings(secret), TIMEOUT).send(message());
  }

  private static OutgoingMessage message() {
    var content =
        JsonTrees.object().put("id", "uid-1").put("chatId", "ops").put("text", "disk full: ä");
    return new OutgoingMessage("run-1", "uid-1", content);
  }

  @Test
  void shouldSignBodyAndSendIdempotencyKey() throws Exception {
    assertThat(send(LOOPBACK).outcome()).isEqualTo(ConnectorContract.SENT);

    var request = requests.element();
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
    assertThat(request.signature())
        .isEqualTo(
            "sha256=" + HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(UTF_8))));
    assertThat(request.idempotencyKey()).isEqualTo("uid-1");
    assertThat(request.body())
        .isEqualTo("{\"id\":\"uid-1\",\"chatId\":\"ops\",\"text\":\"disk full: ä\"}");
  }

  @Test
  void shouldSendSameRequestWhenRepeated() throws Exception {
    send(LOOPBACK);
    send(LOOPBACK);

    assertThat(requests).hasSize(2);
    assertThat(requests.stream().distinct()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "200, sent, Accepted",
    "204, sent, Accepted",
    "301, failed, RedirectNotFollowed",
    "307, failed, RedirectNotFollowed",
    "400, failed, Rejected",
    "401, failed, Rejected",
    "404, failed, Rejected",
    "410, failed, Rejected",
    "408, retry, ReceiverUnavailable",
    "425, retry, ReceiverUnavailable",
    "429, retry, ReceiverUnavailable",
    "500, retry, ReceiverUnavailable",
    "503, retry, ReceiverUnavailable"
  })
  void shouldClassifyStatus(int answered, String outcome, String reason) throws Exception {
    status = answered;

    var result = send(LOOPBACK);

    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.reason()).isEqualTo(reason);
    assertThat(requests).hasSize(1);
    if (outcome.equals(ConnectorContract.FAILED)) {
      assertThat(result.message()).contains("spec.channels[].configRef.secret: ", "url");
    }
    assertThat(result.toString()).doesNotContain("url-secret", KEY);
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "0, 0", "-5, 0", "soon, 0", "999999999, 86400"})
  void shouldReadPauseThatReceiverAsksFor(String header, long seconds) throws Exception {
    status = 429;
    retryAfter = header;

    assertThat(send(LOOPBACK).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void shouldReadDateOfRetry() throws Exception {
    status = 503;
    retryAfter = "Fri, 31 Dec 2100 23:59:59 GMT";

    assertThat(send(LOOPBACK).retryAfter()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void shouldRetryWhenReceiverHangs() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write("url", "http://127.0.0.1:" + silent.getLocalPort() + "/");

      var result = send(LOOPBACK);

      assertThat(result.outcome()).isEqualTo(ConnectorContract.RETRY);
      assertThat(result.reason()).isEqualTo("Timeout");
    }
  }

  @Test
  void shouldRetryWhenReceiverClosesConnection() throws Exception {
    try (var closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              closing.accept().close();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      write("url", "http://127.0.0.1:" + closing.getLocalPort() + "/");

      assertThat(send(LOOPBACK).reason()).isEqualTo("ConnectionFailed");
    }
  }

  @Test
  void shouldRetryWhenNothingListens() throws Exception {
    receiver.stop(0);

    assertThat(send(LOOPBACK).outcome()).isEqualTo(ConnectorContract.RETRY);
  }

  @Test
  void shouldFailWithoutRequestWhenAddressIsNotAllowed() throws Exception {
    var result = send(List.of());

    assertThat(result.outcome()).isEqualTo(ConnectorContract.FAILED);
    assertThat(result.reason()).isEqualTo("AddressNotAllowed");
    assertThat(result.message()).contains("url", "Ask an administrator.");
    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://example.com/", "example.com", "https://u:p@example.com/", "::"})
  void shouldFailWhenUrlIsInvalid(String url) throws Exception {
    write("url", url);

    var result = send(LOOPBACK);

    assertThat(result.reason()).isEqualTo("InvalidURL");
    assertThat(result.message()).doesNotContain(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "signingKey"})
  void shouldNameMissingKeyOfSecret(String key) throws Exception {
    Files.delete(secret.resolve(key));

    var result = send(LOOPBACK);

    assertThat(result.outcome()).isEqualTo(ConnectorContract.RETRY);
    assertThat(result.reason()).isEqualTo("SettingMissing");
    assertThat(result.message()).contains("no key " + key);
    assertThat(requests).isEmpty();
  }
}
