package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.agent.fetch.PageFetcher;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchUrlToolTest {
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void shouldReturnJsonUnchanged() throws Exception {
    answer(200, "application/json", "{\"a\":  1}\n".getBytes(UTF_8));

    var result = run(arguments());

    assertThat(result.content()).isEqualTo("{\"a\":  1}\n");
    assertThat(result.errorCode()).isNull();
    assertThat(result.truncated()).isFalse();
  }

  @Test
  void shouldReturnStatusAndBeginningOfError() throws Exception {
    answer(404, "text/plain", "x".repeat(3_000).getBytes(UTF_8));

    var result = run(arguments());

    assertThat(result.content())
        .startsWith("HTTP 404 Not Found\n\nxxx")
        .endsWith("x\n[the first 2000 of 3000 characters]");
    assertThat(result.errorCode()).isEqualTo("HTTPStatus");
  }

  @Test
  void shouldShortenLongText() throws Exception {
    answer(200, "text/plain", "0123456789".getBytes(UTF_8));

    var result = run(arguments().put("maxChars", 4));

    assertThat(result.content()).isEqualTo("0123\n[the first 4 of 10 characters]");
    assertThat(result.truncated()).isTrue();
  }

  @Test
  void shouldReportBinaryContent() throws Exception {
    answer(200, "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0});

    assertThat(run(arguments()).content())
        .isEqualTo("[binary content, image/png, 6 bytes: fetch_url returns text only]");
  }

  @Test
  void shouldReportEmptyResponse() throws Exception {
    answer(204, "text/plain", new byte[0]);

    assertThat(run(arguments()).content()).isEqualTo("[the response has no text]");
  }

  @Test
  void shouldReturnCodeWhenAddressIsNotAllowed() {
    var tool = new FetchUrlTool(PageFetcher.of(List.of(), Map.of(), ""));

    assertThatThrownBy(() -> tool.run(arguments()))
        .isInstanceOfSatisfying(
            ToolException.class,
            e ->
                assertThat(e.toResult().content())
                    .contains("\"code\":\"AddressNotAllowed\"")
                    .contains("127.0.0.1 is a loopback address"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Proxy-Authorization",
        "a b",
        "a:b",
        ""
      })
  void shouldRefuseHeaderOfConnection(String name) {
    var arguments = arguments();
    arguments.putObject("headers").put(name, "x");

    assertThatThrownBy(() -> run(arguments)).isInstanceOf(ToolException.class);
  }

  @ParameterizedTest
  @CsvSource({"'a\r\nHost: b'", "'a\nb'", "'a\0b'"})
  void shouldRefuseHeaderWithLineBreak(String value) {
    var arguments = arguments();
    arguments.putObject("headers").put("X-A", value);

    assertThatThrownBy(() -> run(arguments)).isInstanceOf(ToolException.class);
  }

  private void answer(int status, String type, byte[] body) {
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static ToolResult run(ObjectNode arguments) throws InterruptedException {
    return new FetchUrlTool(PageFetcher.of(List.of("127.0.0.1"), Map.of(), "")).run(arguments);
  }

  private ObjectNode arguments() {
    return JsonTrees.object().put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }
}
