package ai.sympozium.operator.tls;

import ai.sympozium.operator.tls.GatewayCertificates.CertificateChanged;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Makes the HTTP server present the certificate in the Secret, without a restart. */
@ApplicationScoped
public class CertificateUpdater {
  private static final Logger LOG = Logger.getLogger(CertificateUpdater.class);

  private final GatewayCertificates certificates;
  private final GatewayKeyStore store;
  private final TlsConfigurationRegistry registry;
  private final Event<CertificateUpdatedEvent> updates;
  private volatile boolean presented;

  CertificateUpdater(
      GatewayCertificates certificates,
      @Identifier(GatewayKeyStore.NAME) GatewayKeyStore store,
      TlsConfigurationRegistry registry,
      Event<CertificateUpdatedEvent> updates) {
    this.certificates = certificates;
    this.store = store;
    this.registry = registry;
    this.updates = updates;
  }

  /** Presents the certificate. Reads the Secret, or creates it if there is none. */
  public synchronized void present() {
    store.set(certificates.server());
    TlsConfiguration configuration = registry.get(GatewayKeyStore.NAME).orElseThrow();
    if (!configuration.reload()) {
      throw new IllegalStateException("the TLS configuration can't be reloaded");
    }
    updates.fire(new CertificateUpdatedEvent(GatewayKeyStore.NAME, configuration));
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
