package ai.sympozium.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of other origins, by sockets, because a client library chooses the header Host itself. */
class McpOriginTest {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost:8080, 200",
    "http://bot.example.com, bot.example.com, 200",
    "http://evil.example.com, evil.example.com, 403",
    // An origin without a host, although its authority is that of the request.
    "http://my_host:8080, my_host:8080, 403",
    "http://[::1, [::1, 403",
    "null, null, 403",
    "file://, localhost, 403",
    "file:///, '', 403",
    "mailto:a@b, localhost, 403",
    "'', '', 403",
  })
  void shouldForbidOriginUnlessItIsOfTheEndpoint(String origin, String host, int status)
      throws IOException {
    try (var endpoint = new TestEndpoint();
        var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              """
              POST /mcp HTTP/1.1
              Host: %s
              Origin: %s
              Authorization: Bearer %s
              Content-Type: application/json
              Accept: application/json
              Content-Length: %d
              Connection: close

              """
                  .formatted(host, origin, TestEndpoint.KEY, PING.length())
                  .replace("\n", "\r\n")
                  .concat(PING)
                  .getBytes(UTF_8));

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 %d ".formatted(status));
    }
  }
}
