package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.PodContract;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;

/**
 * Volume with the token by which a pod identifies itself to the gateway, and with the certificate
 * of the gateway's authority. For pods that have the certificate as an annotation, because they
 * have no plan.
 */
public final class IdentityVolume {
  private static final long TOKEN_EXPIRATION_SECONDS = 3600;

  private IdentityVolume() {}

  public static Volume of(String name, String audience) {
    return new VolumeBuilder()
        .withName(name)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken(
            audience, TOKEN_EXPIRATION_SECONDS, PodContract.IDENTITY_TOKEN_FILE)
        .endSource()
        .addNewSource()
        .withNewDownwardAPI()
        .addNewItem()
        .withPath(PodContract.GATEWAY_CA_FILE)
        .withNewFieldRef()
        .withFieldPath("metadata.annotations['" + SympoziumLabels.ANNOTATION_GATEWAY_CA + "']")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .endSource()
        .endProjected()
        .build();
  }
}
