package ai.sympozium.operator;

import ai.sympozium.operator.admission.WebhookConfigurationReconciler;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.tls.CertificateUpdater;
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
public class OperatorMain implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(OperatorMain.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Operator operator;
  private final CertificateUpdater certificate;
  private final WebhookConfigurationReconciler trust;
  private final Scheduler scheduler;

  OperatorMain(
      KubernetesClient client,
      Operator operator,
      CertificateUpdater certificate,
      WebhookConfigurationReconciler trust,
      Scheduler scheduler) {
    this.client = client;
    this.operator = operator;
    this.certificate = certificate;
    this.trust = trust;
    this.scheduler = scheduler;
  }

  @Override
  public int run(String... args) {
    awaitApiServer();
    trust.start();
    operator.start();
    scheduler.resume();
    Quarkus.waitForExit();
    return 0;
  }

  /**
   * Waits for the API server and presents the gateway's certificate. If the process exited instead,
   * the kubelet would restart it with growing delays, and permissions would outlive their runs by
   * minutes.
   */
  private void awaitApiServer() {
    while (true) {
      try {
        client.raw("/readyz");
        certificate.present();
        return;
      } catch (KubernetesClientException e) {
        LOG.warnf("waiting for the API server: %s", ApiErrors.describe(e));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
