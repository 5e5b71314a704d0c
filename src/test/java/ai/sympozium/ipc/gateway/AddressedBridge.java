package ai.sympozium.ipc.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.operator.http.HttpsConnection;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reports like a bridge, from an address of its own as each pod has. Repeats requests with the
 * pauses of {@link GatewayClient}.
 */
public final class AddressedBridge implements Closeable {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final Pattern RETRY_AFTER = Pattern.compile("(?i)\r\nretry-after: (\\d+)");

  private final URI gateway;
  private final InetAddress source;
  private final String token;
  private @Nullable HttpsConnection connection;

  public AddressedBridge(URI gateway, InetAddress source, String token) {
    this.gateway = gateway;
    this.source = source;
    this.token = token;
  }

  /** Opens a connection, as bridges do after their start. */
  public void warm() throws IOException, GeneralSecurityException {
    connection()
        .send("GET " + GatewayApi.HEALTH_PATH + " HTTP/1.1\r\nHost: gateway\r\n\r\n")
        .response();
  }

  /**
   * Reports a result.
   *
   * @return how often the request was repeated
   */
  public int report(String body)
      throws IOException, GeneralSecurityException, InterruptedException {
    String request =
        """
        POST %s HTTP/1.1\r
        Host: gateway\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s\
        """
            .formatted(GatewayApi.RESULT_PATH, token, body.getBytes(UTF_8).length, body);
    Backoff backoff = new Backoff();
    for (int repeated = 0; ; repeated++) {
      try {
        HttpsConnection.Response response = connection().send(request).response();
        if (response.status() < SERVER_ERROR && response.status() != TOO_MANY_REQUESTS) {
          requireSuccess(response);
          return repeated;
        }
        Matcher pause = RETRY_AFTER.matcher(response.headers());
        if (pause.find()) {
          backoff.request(Duration.ofSeconds(Long.parseLong(pause.group(1))));
        }
      } catch (IOException e) {
        close();
      }
      // A pause between attempts, as a bridge makes it.
      Thread.sleep(backoff.next());
    }
  }

  private static void requireSuccess(HttpsConnection.Response response) {
    if (response.status() >= 300) {
      throw new IllegalStateException(response.headers() + response.body());
    }
  }

  private HttpsConnection connection() throws IOException, GeneralSecurityException {
    HttpsConnection open = connection;
    if (open == null) {
      open = new HttpsConnection(gateway, source);
      connection = open;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
