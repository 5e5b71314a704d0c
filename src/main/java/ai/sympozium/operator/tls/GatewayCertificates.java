package ai.sympozium.operator.tls;

import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.ApiErrors;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the gateway's keys in a Secret that all replicas share. Pods from before a restart trust
 * the operator after it.
 */
@ApplicationScoped
public class GatewayCertificates {
  private static final String SECRET = "sympozium-gateway-ca";

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final Event<CertificateChanged> changes;
  private volatile @Nullable GatewayKeys keys;

  GatewayCertificates(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      Event<CertificateChanged> changes) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.changes = changes;
  }

  /** Event: the server must present another certificate from now on. */
  public record CertificateChanged() {}

  /** Returns the certificate that pods trust, in PEM. */
  public String authority() {
    try {
      return PemCodec.encode(load().authority().certificate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the certificate and key of the gateway's server. */
  public ServerCertificate server() {
    return load().server();
  }

  /** Derives a secret that every replica knows, from the signing key. */
  public String secretFor(String purpose) {
    return SigningKeys.derive(load().signing().current(), purpose);
  }

  /** Derives the secrets for a purpose that are accepted, also from previous signing keys. */
  public Stream<String> acceptedSecretsFor(String purpose) {
    return load().signing().all().map(key -> SigningKeys.derive(key, purpose));
  }

  SigningKeys signing() {
    return load().signing();
  }

  /**
   * Reads the Secret again, and renews the server certificate if it expires soon. If the Secret was
   * deleted, creates one with a new authority.
   */
  public synchronized void reload() {
    GatewayKeys before = keys;
    GatewayKeys now = fetch();
    keys = now;
    if (before != null && !before.server().equals(now.server())) {
      changes.fire(new CertificateChanged());
    }
  }

  private GatewayKeys load() {
    GatewayKeys known = keys;
    return known == null ? loadFirst() : known;
  }

  private synchronized GatewayKeys loadFirst() {
    if (keys == null) {
      keys = fetch();
    }
    return Objects.requireNonNull(keys);
  }

  private GatewayKeys fetch() {
    Resource<Secret> resource = client.secrets().inNamespace(config.namespace()).withName(SECRET);
    try {
      return GatewayKeys.read(completed(resource).getData());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "Secret %s: %s. Delete the Secret and restart the operator."
              .formatted(SECRET, e.getMessage()),
          e);
    }
  }

  /** Another replica may write at the same time. The first one wins. */
  private Secret completed(Resource<Secret> resource) throws GeneralSecurityException {
    Secret found = resource.get();
    Map<String, String> data =
        found == null || found.getData() == null ? Map.of() : found.getData();
    Map<String, String> complete =
        GatewayKeys.complete(
            data,
            List.of(config.gatewayHost(), config.gatewayHost() + ".cluster.local"),
            clock.instant());
    if (complete.equals(data)) {
      return Objects.requireNonNull(found);
    }
    try {
      return found == null ? create(complete) : update(found, complete);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isConflict(e)) {
        throw e;
      }
      return resource.require();
    }
  }

  private Secret create(Map<String, String> data) {
    return client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(config.namespace())
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  private Secret update(Secret found, Map<String, String> data) {
    return client
        .resource(new SecretBuilder(found).withData(data).build())
        .lockResourceVersion(found.getMetadata().getResourceVersion())
        .update();
  }
}
