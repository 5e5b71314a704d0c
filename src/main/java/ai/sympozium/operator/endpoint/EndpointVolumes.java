package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.pod.IdentityVolume;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Builds the volumes of an endpoint's pods. */
final class EndpointVolumes {
  static final String KEYS = "keys";
  static final String IDENTITY = "identity";
  static final String API_ACCESS = "api-access";
  static final String TLS = "tls";
  static final String TMP = "tmp";

  private static final long TOKEN_EXPIRATION_SECONDS = 3600;
  private static final String API_CA_CONFIG_MAP = "kube-root-ca.crt";

  private EndpointVolumes() {}

  static List<Volume> of(SympoziumInstance instance, EndpointSettings settings) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(secret(KEYS, settings.keySecret(instance)));
    volumes.add(identity());
    volumes.add(apiAccess());
    if (settings.podsServeTls()) {
      volumes.add(secret(TLS, Objects.requireNonNull(settings.tlsSecret())));
    }
    volumes.add(
        new VolumeBuilder()
            .withName(TMP)
            .withNewEmptyDir()
            .withSizeLimit(new Quantity("64Mi"))
            .endEmptyDir()
            .build());
    return volumes;
  }

  /** Contains the UID of the pod too, which runs name. */
  private static Volume identity() {
    return IdentityVolume.of(IDENTITY, EndpointContract.AUDIENCE)
        .edit()
        .editProjected()
        .addNewSource()
        .withNewDownwardAPI()
        .addNewItem()
        .withPath(EndpointContract.POD_UID_FILE)
        .withNewFieldRef()
        .withFieldPath("metadata.uid")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .endSource()
        .endProjected()
        .build();
  }

  /**
   * Optional: the kubelet empties the volume when the Secret is deleted, which revokes its keys.
   */
  private static Volume secret(String name, String secret) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withOptional(true)
        .endSecret()
        .build();
  }

  /** The volume that Kubernetes mounts automatically into other pods. */
  private static Volume apiAccess() {
    return new VolumeBuilder()
        .withName(API_ACCESS)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken()
        .withExpirationSeconds(TOKEN_EXPIRATION_SECONDS)
        .withPath(PodContract.API_TOKEN_FILE)
        .endServiceAccountToken()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName(API_CA_CONFIG_MAP)
        .withItems(new KeyToPath(PodContract.API_CA_FILE, null, PodContract.API_CA_FILE))
        .endConfigMap()
        .endSource()
        .addNewSource()
        .withNewDownwardAPI()
        .addNewItem()
        .withPath(PodContract.API_NAMESPACE_FILE)
        .withNewFieldRef()
        .withFieldPath("metadata.namespace")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .endSource()
        .endProjected()
        .build();
  }
}
