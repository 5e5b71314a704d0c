package ai.sympozium.operator.kube;

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
 * <p>Closes a connection that is silent for longer than the interval of bookmarks, so that a watch
 * without a peer is restarted. The client sends no pings and would wait for up to ten minutes.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/cluster-administration/flow-control/">API
 *     Priority and Fairness</a>
 */
public final class ApiServerHttpClientFactory extends VertxHttpClientFactory {
  /** More than the calls that can hang at a time. Otherwise these would block all others. */
  private static final int MAX_CONNECTIONS = 96;

  /** An API server sends every watch a bookmark about once a minute. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(90);

  public ApiServerHttpClientFactory(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected void additionalConfig(WebClientOptions options) {
    options.setMaxPoolSize(MAX_CONNECTIONS);
    if (options.getSslEngineOptions() instanceof JdkSSLEngineOptions client) {
      options.setSslEngineOptions(new ChaChaFirstSslOptions(client));
    }
    options.setReadIdleTimeout(Math.toIntExact(MAX_SILENCE.toSeconds()));
  }
}
