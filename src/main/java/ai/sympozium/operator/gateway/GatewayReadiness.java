package ai.sympozium.operator.gateway;

import ai.sympozium.operator.tls.CertificateUpdater;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports ready when pods can connect to the gateway. */
@Readiness
class GatewayReadiness implements HealthCheck {
  private final CertificateUpdater certificate;

  GatewayReadiness(CertificateUpdater certificate) {
    this.certificate = certificate;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("gateway").status(certificate.isPresented()).build();
  }
}
