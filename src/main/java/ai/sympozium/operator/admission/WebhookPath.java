package ai.sympozium.operator.admission;

import ai.sympozium.operator.http.GatewayRoutes;
import ai.sympozium.operator.http.TrustedPath;
import ai.sympozium.operator.tls.GatewayCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Knows the secret path at which the API server sends admission reviews. The API server shows no
 * credentials, and an answer reveals permissions. Pods reach the same server, but not the path.
 */
@ApplicationScoped
class WebhookPath implements TrustedPath {
  private static final String PURPOSE = "admission";

  private final GatewayCertificates certificates;

  WebhookPath(GatewayCertificates certificates) {
    this.certificates = certificates;
  }

  /** Returns the path, which is the same on every replica. */
  String current() {
    return GatewayRoutes.ADMISSION_PREFIX + certificates.secretFor(PURPOSE);
  }

  @Override
  public boolean isTrusted(String path) {
    return path.startsWith(GatewayRoutes.ADMISSION_PREFIX) && is(path);
  }

  /** Checks a path of a request, in constant time. Also accepts a path from before an upgrade. */
  boolean is(String path) {
    byte[] found = path.getBytes(StandardCharsets.UTF_8);
    return certificates
        .acceptedSecretsFor(PURPOSE)
        .map(secret -> (GatewayRoutes.ADMISSION_PREFIX + secret).getBytes(StandardCharsets.UTF_8))
        .anyMatch(accepted -> MessageDigest.isEqual(accepted, found));
  }
}
