package ai.sympozium.operator.admission;

import ai.sympozium.api.EnvVarSource;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillVolume;
import ai.sympozium.rbac.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the objects of the run's namespace that the container of a pack uses, and the permissions
 * with which its author could use them too.
 */
final class NamedObjects {
  private static final String SIDECAR = "spec.sidecar.";
  private static final String SECRETS = "secrets";
  private static final String CONFIG_MAPS = "configmaps";

  private final List<Use> uses = new ArrayList<>();

  private NamedObjects() {}

  /** A field, and a permission that its author must hold. */
  record Use(String field, Permission permission) {}

  static List<Use> of(SidecarSpec sidecar) {
    NamedObjects objects = new NamedObjects();
    objects.reads(SECRETS, sidecar.secretRef(), SIDECAR + "secretRef");
    for (int i = 0; i < sidecar.env().size(); i++) {
      EnvVarSource source = sidecar.env().get(i).valueFrom();
      if (source != null) {
        objects.add(source, SIDECAR + "env[" + i + "].valueFrom.");
      }
    }
    for (int i = 0; i < sidecar.volumes().size(); i++) {
      objects.add(sidecar.volumes().get(i), SIDECAR + "volumes[" + i + "].");
    }
    return List.copyOf(objects.uses);
  }

  private void add(EnvVarSource source, String field) {
    if (source.secretKeyRef() != null) {
      reads(SECRETS, source.secretKeyRef().getName(), field + "secretKeyRef.name");
    }
    if (source.configMapKeyRef() != null) {
      reads(CONFIG_MAPS, source.configMapKeyRef().getName(), field + "configMapKeyRef.name");
    }
  }

  private void add(SkillVolume volume, String field) {
    if (volume.secret() != null) {
      reads(SECRETS, volume.secret().getSecretName(), field + "secret.secretName");
    }
    if (volume.configMap() != null) {
      reads(CONFIG_MAPS, volume.configMap().getName(), field + "configMap.name");
    }
    if (volume.persistentVolumeClaim() != null) {
      String claim = volume.persistentVolumeClaim().getClaimName();
      reads("persistentvolumeclaims", claim, field + "persistentVolumeClaim.claimName");
      createsPods(field + "persistentVolumeClaim");
    }
    if (volume.csi() != null) {
      createsPods(field + "csi");
      if (volume.csi().getNodePublishSecretRef() != null) {
        reads(
            SECRETS,
            volume.csi().getNodePublishSecretRef().getName(),
            field + "csi.nodePublishSecretRef.name");
      }
    }
  }

  private void reads(String resource, @Nullable String name, String field) {
    if (name != null) {
      uses.add(new Use(field, new Permission("", resource, "get", name)));
    }
  }

  /** Kubernetes lets a client use claims and CSI drivers that may create pods. */
  private void createsPods(String field) {
    uses.add(new Use(field, new Permission("", "pods", "create", null)));
  }
}
