package ai.sympozium.operator.gateway;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that pods are served. */
@Readiness
class GatewayReadiness implements HealthCheck {
  private final GatewayServer gateway;

  GatewayReadiness(GatewayServer gateway) {
    this.gateway = gateway;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("gateway").status(gateway.isListening()).build();
  }
}
