package ai.sympozium.channel;

import ai.sympozium.net.Connector;
import ai.sympozium.net.RequestException;
import ai.sympozium.net.RequestUrl;
import java.io.IOException;
import java.net.Socket;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** A connection to a webhook, for one request. */
final class WebhookRequest implements AutoCloseable {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(8 << 10).build();

  private final RequestUrl url;
  private final Socket socket;
  private final DefaultBHttpClientConnection connection;

  /** Status of a response. Its body is not read. */
  record Response(int status, @Nullable String retryAfter) {}

  private WebhookRequest(RequestUrl url, Socket socket, DefaultBHttpClientConnection connection) {
    this.url = url;
    this.socket = socket;
    this.connection = connection;
  }

  static WebhookRequest open(Connector connector, RequestUrl url)
      throws RequestException, IOException {
    var socket = connector.connect(url);
    var connection = new DefaultBHttpClientConnection(LIMITS);
    connection.bind(socket);
    return new WebhookRequest(url, socket, connection);
  }

  Response post(byte[] body, String signature, String idempotencyKey)
      throws IOException, HttpException {
    var request = new BasicClassicHttpRequest("POST", url.target());
    request.addHeader("Host", url.authority());
    request.addHeader("Connection", "close");
    request.addHeader("User-Agent", "Sympozium/1.0 (channel)");
    request.addHeader("Content-Type", ContentType.APPLICATION_JSON.toString());
    request.addHeader("Content-Length", body.length);
    request.addHeader(WebhookSignature.HEADER, signature);
    request.addHeader(IDEMPOTENCY_KEY, idempotencyKey);
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    connection.sendRequestHeader(request);
    connection.sendRequestEntity(request);
    connection.flush();
    var response = connection.receiveResponseHeader();
    while (response.getCode() < 200) {
      response = connection.receiveResponseHeader();
    }
    var retryAfter = response.getFirstHeader("Retry-After");
    return new Response(response.getCode(), retryAfter == null ? null : retryAfter.getValue());
  }

  @Override
  public void close() throws IOException {
    connection.close(CloseMode.IMMEDIATE);
    socket.close();
  }
}
