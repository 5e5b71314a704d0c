package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;

/**
 * Bounds and keeps the connections to the API server. Without a bound, a burst of runs opens
 * hundreds of connections, and the TLS handshakes cost more than the requests. The API server
 * processes about fifty requests of one account at a time; further requests wait in its queues.
 *
 * <p>Leases have a connection of their own: in a burst hundreds of requests wait for a connection,
 * and a leader whose renewal waits behind them would lose its lease.
 *
 * <p>Closes a connection that is silent for longer than the interval of bookmarks, so that a watch
 * without a peer is restarted. The client sends no pings and would wait for up to ten minutes.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/cluster-administration/flow-control/">API
 *     Priority and Fairness</a>
 */
public final class ApiServerHttpClientFactory implements HttpClient.Factory {
  /** More than the calls that can hang at a time. Otherwise these would block all others. */
  private static final int MAX_CONNECTIONS = 96;

  /** A renewal that hangs does not block the next one. */
  private static final int MAX_LEASE_CONNECTIONS = 2;

  /** An API server sends every watch a bookmark about once a minute. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(90);

  private final Vertx vertx;

  public ApiServerHttpClientFactory(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public ApiServerHttpClient.Builder newBuilder() {
    return new ApiServerHttpClient.Builder(
        this, vertx, new Pool(vertx, MAX_CONNECTIONS), new Pool(vertx, MAX_LEASE_CONNECTIONS));
  }

  /** Configures the connections of one pool. */
  static final class Pool extends VertxHttpClientFactory {
    private final int maxConnections;

    Pool(Vertx vertx, int maxConnections) {
      super(vertx);
      this.maxConnections = maxConnections;
    }

    @Override
    protected void additionalConfig(WebClientOptions options) {
      options.setMaxPoolSize(maxConnections);
      if (options.getSslEngineOptions() instanceof JdkSSLEngineOptions client) {
        options.setSslEngineOptions(new ChaChaFirstSslOptions(client));
      }
      options.setReadIdleTimeout(Math.toIntExact(MAX_SILENCE.toSeconds()));
    }
  }
}
