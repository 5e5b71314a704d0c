package ai.sympozium.operator;

import ai.sympozium.operator.admission.WebhookTrust;
import ai.sympozium.operator.event.ApiFailure;
import ai.sympozium.operator.gateway.Gateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.scheduler.Scheduler;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The role {@code operator}: gateway, reconcilers, and the housekeeping beside them. */
public class OperatorRole implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(OperatorRole.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Operator operator;
  private final Gateway gateway;
  private final WebhookTrust trust;
  private final Scheduler scheduler;

  OperatorRole(
      KubernetesClient client,
      Operator operator,
      Gateway gateway,
      WebhookTrust trust,
      Scheduler scheduler) {
    this.client = client;
    this.operator = operator;
    this.gateway = gateway;
    this.trust = trust;
    this.scheduler = scheduler;
  }

  @Override
  public int run(String... args) {
    awaitApiServer();
    gateway.start();
    trust.start();
    operator.start();
    scheduler.resume();
    Quarkus.waitForExit();
    return 0;
  }

  /**
   * A process that ended for want of an API server would be started again later and later, and
   * rights would live on for minutes after the API server is back.
   */
  private void awaitApiServer() {
    while (true) {
      try {
        client.raw("/readyz");
        return;
      } catch (KubernetesClientException e) {
        LOG.warnf("waiting for the API server: %s", ApiFailure.words(e));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
