package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.base.BoundedMap;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.kube.ApiErrors;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Creates and deletes the Secrets with the generated keys of endpoints. The operator cannot read a
 * Secret, so a creation is also how it finds that one exists.
 */
@ApplicationScoped
class EndpointKeys {
  /** A deleted Secret is created again after this time, with a new key. */
  static final Duration INTERVAL = Duration.ofSeconds(60);

  private static final int KEY_BYTES = 24;
  private static final int MAX_REMEMBERED = 4096;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> createdAt = BoundedMap.byInsertion(MAX_REMEMBERED);

  EndpointKeys(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Creates the Secret unless one of its name exists, also one of another user. */
  void createOnce(SympoziumInstance instance) {
    String uid = instance.getMetadata().getUid();
    Instant now = clock.instant();
    Instant last = createdAt.get(uid);
    if (last != null && now.isBefore(last.plus(INTERVAL))) {
      return;
    }
    try {
      client.resource(secret(instance)).create();
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isConflict(e) && !(ApiErrors.canExist(e) && exists(instance))) {
        throw e;
      }
    }
    createdAt.put(uid, now);
  }

  /**
   * Checks whether the Secret exists. The operator cannot read it, so this is a dry run of a
   * deletion with a wrong UID: the API server responds with 409 if the Secret exists, else with
   * 404.
   */
  private boolean exists(SympoziumInstance instance) {
    try {
      client.raw(
          "/api/v1/namespaces/%s/secrets/%s"
              .formatted(instance.getMetadata().getNamespace(), EndpointNames.keySecret(instance)),
          "DELETE",
          Map.of("preconditions", Map.of("uid", UUID.randomUUID()), "dryRun", List.of("All")));
      return true;
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        return false;
      }
      if (ApiErrors.isConflict(e)) {
        return true;
      }
      throw e;
    }
  }

  /** Deletes the Secret. The policy keeps one that the operator has not created. */
  void delete(SympoziumInstance instance) {
    createdAt.remove(instance.getMetadata().getUid());
    try {
      client
          .secrets()
          .inNamespace(instance.getMetadata().getNamespace())
          .withName(EndpointNames.keySecret(instance))
          .delete();
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isRejected(e)) {
        throw e;
      }
    }
  }

  private Secret secret(SympoziumInstance instance) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return new SecretBuilder()
        .withMetadata(EndpointObjects.metadata(instance, EndpointNames.keySecret(instance)))
        .withType("Opaque")
        .addToStringData(EndpointContract.GENERATED_KEY, "sk-" + HexFormat.of().formatHex(key))
        .build();
  }
}
