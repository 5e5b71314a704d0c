package ai.sympozium.operator.tls;

import ai.sympozium.operator.tls.GatewayCertificates.CertificateChanged;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Makes the HTTP server present the certificate in the Secret, without a restart. */
@ApplicationScoped
public class CertificateUpdater {
  private static final Logger LOG = Logger.getLogger(CertificateUpdater.class);

  private final GatewayCertificates certificates;
  private final GatewayKeyStore store;
  private volatile boolean presented;

  CertificateUpdater(
      GatewayCertificates certificates, @Identifier(GatewayKeyStore.NAME) GatewayKeyStore store) {
    this.certificates = certificates;
    this.store = store;
  }

  /** Presents the certificate. Reads the Secret, or creates it if there is none. */
  public synchronized void present() {
    store.set(certificates.server());
    presented = true;
    LOG.info("the gateway presents its certificate");
  }

  /** Checks whether pods can connect. */
  public boolean isPresented() {
    return presented;
  }

  /** A process can run for longer than a certificate is valid. */
  @Scheduled(every = "24h", delayed = "24h")
  void renew() {
    certificates.reload();
  }

  void onChange(@Observes CertificateChanged change) {
    present();
  }
}
