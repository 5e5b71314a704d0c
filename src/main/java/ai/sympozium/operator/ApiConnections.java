package ai.sympozium.operator;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClientOptions;

/**
 * Few connections to the API server, which are kept. Without a bound a burst of runs opens hundreds
 * at once, and shaking hands costs more than all the requests; and the API server works on no more
 * than some fifty requests of one account at a time anyway, the others wait in its queues.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/cluster-administration/flow-control/">API
 *     Priority and Fairness</a>
 */
final class ApiConnections extends VertxHttpClientFactory {
  private static final int MOST = 32;

  ApiConnections(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected void additionalConfig(WebClientOptions options) {
    options.setMaxPoolSize(MOST);
  }
}
