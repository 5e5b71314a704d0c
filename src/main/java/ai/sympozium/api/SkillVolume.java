package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.CSIVolumeSource;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.ImageVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import org.jspecify.annotations.Nullable;

/**
 * Volume of a skill's container. It has only the kinds that reach neither the node nor an identity,
 * so the schema and this type cannot express others.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SkillVolume(
    @JsonPropertyDescription("Name of the volume.") String name,
    @JsonPropertyDescription("Empty directory.") @Nullable EmptyDirVolumeSource emptyDir,
    @JsonPropertyDescription("ConfigMap.") @Nullable ConfigMapVolumeSource configMap,
    @JsonPropertyDescription("Secret.") @Nullable SecretVolumeSource secret,
    @JsonPropertyDescription("Metadata of the pod.") @Nullable DownwardAPIVolumeSource downwardAPI,
    @JsonPropertyDescription("Volume of a CSI driver.") @Nullable CSIVolumeSource csi,
    @JsonPropertyDescription("Image.") @Nullable ImageVolumeSource image,
    @JsonPropertyDescription("Claim.")
        @Nullable PersistentVolumeClaimVolumeSource persistentVolumeClaim) {

  /** Describes what the container gets, in a few words. */
  public String describe() {
    if (secret != null) {
      return "secret " + secret.getSecretName();
    }
    if (configMap != null) {
      return "ConfigMap " + configMap.getName();
    }
    if (persistentVolumeClaim != null) {
      return "claim " + persistentVolumeClaim.getClaimName();
    }
    if (csi != null) {
      return "volume of the CSI driver " + csi.getDriver();
    }
    if (image != null) {
      return "image " + image.getReference();
    }
    return downwardAPI == null ? "empty directory" : "metadata of the pod";
  }
}
