package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;

/**
 * Few connections to the API server, which are kept. Without a bound a burst of runs opens hundreds
 * at once, and shaking hands costs more than all the requests; and the API server works on no more
 * than some fifty requests of one account at a time anyway, the others wait in its queues.
 *
 * <p>One on which nothing is said for longer than bookmarks take is ended, so that a watch whose
 * other end is silently gone is begun anew. The client itself sends no pings and would wait for up
 * to ten minutes.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/cluster-administration/flow-control/">API
 *     Priority and Fairness</a>
 */
public final class ApiServerHttpClientFactory extends VertxHttpClientFactory {
  /** More than calls that hang at a time, or these would take the turn of all others. */
  private static final int MOST = 96;

  /** An API server sends every watch a bookmark about once a minute. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(90);

  public ApiServerHttpClientFactory(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected void additionalConfig(WebClientOptions options) {
    options.setMaxPoolSize(MOST);
    if (options.getSslEngineOptions() instanceof JdkSSLEngineOptions client) {
      options.setSslEngineOptions(new ChaChaFirstSslOptions(client));
    }
    options.setReadIdleTimeout(Math.toIntExact(LONGEST_SILENCE.toSeconds()));
  }
}
