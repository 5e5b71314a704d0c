package ai.sympozium.operator.admission;

import ai.sympozium.operator.tls.GatewayCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Where the API server asks. It shows no credentials, and the answers tell what somebody may do, so
 * the path itself is known to it alone: pods reach the same server and must not ask in its place.
 */
@ApplicationScoped
public class WebhookPath {
  /** What all such paths begin with. */
  public static final String PREFIX = "/v1/admission/";

  private final GatewayCertificates certificates;

  WebhookPath(GatewayCertificates certificates) {
    this.certificates = certificates;
  }

  /** The same on every replica, for as long as the authority is the same. */
  String current() {
    return PREFIX + certificates.secretFor("admission");
  }

  /** Whether a request came to it; takes as long for a near miss as for any other. */
  public boolean is(String path) {
    return MessageDigest.isEqual(
        path.getBytes(StandardCharsets.UTF_8), current().getBytes(StandardCharsets.UTF_8));
  }
}
