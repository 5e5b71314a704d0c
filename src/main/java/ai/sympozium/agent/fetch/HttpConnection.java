package ai.sympozium.agent.fetch;

import ai.sympozium.net.Connector;
import ai.sympozium.net.RequestException;
import ai.sympozium.net.RequestUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.io.CloseMode;

/** A connection for one GET request. */
final class HttpConnection implements AutoCloseable {
  static final int MAX_BODY_BYTES = 2 << 20;

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(32 << 10).build();
  private static final String USER_AGENT = "Sympozium/1.0 (agent)";
  private static final String ACCEPT =
      "text/html, application/xhtml+xml, application/json;q=0.9, text/*;q=0.9, */*;q=0.5";

  private final DefaultBHttpClientConnection connection;
  private final Socket socket;

  private HttpConnection(DefaultBHttpClientConnection connection, Socket socket) {
    this.connection = connection;
    this.socket = socket;
  }

  static HttpConnection open(Connector connector, RequestUrl url)
      throws RequestException, IOException {
    var socket = connector.connect(url);
    var connection = new DefaultBHttpClientConnection(LIMITS);
    connection.bind(socket);
    return new HttpConnection(connection, socket);
  }

  ClassicHttpResponse get(RequestUrl url, Map<String, String> headers)
      throws IOException, HttpException {
    var request = new BasicClassicHttpRequest("GET", url.target());
    request.addHeader("Host", url.authority());
    request.addHeader("Connection", "close");
    request.addHeader("Accept-Encoding", "gzip");
    request.addHeader("User-Agent", USER_AGENT);
    request.addHeader("Accept", ACCEPT);
    headers.forEach(request::setHeader);
    connection.sendRequestHeader(request);
    connection.flush();
    var response = connection.receiveResponseHeader();
    while (response.getCode() < 200) {
      response = connection.receiveResponseHeader();
    }
    if (MessageSupport.canResponseHaveBody("GET", response)) {
      connection.receiveResponseEntity(response);
    }
    return response;
  }

  FetchedPage read(
      ClassicHttpResponse response, RequestUrl url, boolean redirected, List<String> droppedHeaders)
      throws RequestException, IOException {
    var body = new ByteArrayOutputStream();
    var entity = response.getEntity();
    var truncated = entity != null && copy(decoded(entity, url), body);
    return new FetchedPage(
        response.getCode(),
        response.getReasonPhrase() == null ? "" : response.getReasonPhrase(),
        url.toString(),
        redirected,
        entity == null ? null : entity.getContentType(),
        body.toByteArray(),
        truncated,
        List.copyOf(droppedHeaders));
  }

  private static InputStream decoded(HttpEntity entity, RequestUrl url)
      throws RequestException, IOException {
    var encoding = entity.getContentEncoding();
    var content = entity.getContent();
    return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> content;
      case "gzip", "x-gzip" -> new GZIPInputStream(content);
      case "deflate" -> new InflaterInputStream(content);
      default ->
          throw new RequestException(
              "UnsupportedEncoding", url + " is compressed as " + encoding, "Use another page.");
    };
  }

  /** Copies up to the limit, counted after decompression. Returns whether more follows. */
  private static boolean copy(InputStream from, ByteArrayOutputStream to) throws IOException {
    var buffer = new byte[1 << 14];
    while (true) {
      var read = from.read(buffer);
      if (read < 0) {
        return false;
      }
      var left = MAX_BODY_BYTES - to.size();
      to.write(buffer, 0, Math.min(read, left));
      if (read > left) {
        return true;
      }
    }
  }

  @Override
  public void close() throws IOException {
    // The rest of the content is not read.
    connection.close(CloseMode.IMMEDIATE);
    socket.close();
  }
}
