package ai.sympozium.endpoint.oauth;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Gets JSON objects by HTTPS, with bounds of time and size. Redirections are not followed.
 *
 * @param sockets supplier of sockets that know the trusted authorities
 * @param atMost time of one request
 */
record JsonFetcher(Supplier<SSLSocketFactory> sockets, Duration atMost) {
  static final int MAX_BYTES = 1024 * 1024;

  private static final Duration DEFAULT_TIME = Duration.ofSeconds(5);

  JsonFetcher(Supplier<SSLSocketFactory> sockets) {
    this(sockets, DEFAULT_TIME);
  }

  ObjectNode get(URI uri) throws IOException, InterruptedException {
    if (!"https".equals(uri.getScheme())) {
      throw new IOException("must be an https URL: " + uri);
    }
    var task = new FutureTask<>(() -> getAtOnce(uri));
    Thread.ofVirtual().name("issuer-request").start(task);
    try {
      return task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(uri + ": no complete response in time", e);
    } catch (ExecutionException e) {
      throw new IOException(uri + ": " + e.getCause(), e);
    } finally {
      // The interrupt of a virtual thread closes its socket.
      task.cancel(true);
    }
  }

  private ObjectNode getAtOnce(URI uri) throws IOException {
    var connection = (HttpsURLConnection) uri.toURL().openConnection();
    connection.setSSLSocketFactory(sockets.get());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) atMost.toMillis());
    connection.setReadTimeout((int) atMost.toMillis());
    connection.setRequestProperty("Accept", "application/json");
    try {
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + connection.getResponseCode());
      }
      try (var in = connection.getInputStream()) {
        var body = in.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw new IOException("the response is too large");
        }
        return JsonTrees.readObject(body);
      }
    } finally {
      connection.disconnect();
    }
  }
}
