package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.api.SkillVolume;
import ai.sympozium.api.SkillVolumeMount;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the volumes that a pack declares for its container. Their names in the pod are derived
 * from their position, because a name may have 63 characters and so may that of the pack.
 */
record SkillVolumes(String skill, RunPlan.Container container) {
  private static final String MEMORY = "Memory";
  private static final String DISK_SIZE = "1Gi";
  private static final String MEMORY_SIZE = "64Mi";

  List<Volume> volumes() {
    return IntStream.range(0, container.volumes().size())
        .mapToObj(i -> volume(name(i), container.volumes().get(i)))
        .toList();
  }

  List<VolumeMount> mounts() {
    return container.volumeMounts().stream().map(this::mount).toList();
  }

  private VolumeMount mount(SkillVolumeMount mount) {
    int position =
        container.volumes().stream().map(SkillVolume::name).toList().indexOf(mount.name());
    String subPath = mount.subPath();
    return new VolumeMountBuilder()
        .withName(name(position))
        .withMountPath(mount.mountPath())
        .withSubPath(subPath == null || subPath.isEmpty() ? null : subPath)
        .withReadOnly(Boolean.TRUE.equals(mount.readOnly()) ? Boolean.TRUE : null)
        .build();
  }

  private String name(int position) {
    return "vol" + position + "-" + skill;
  }

  private static Volume volume(String name, SkillVolume declared) {
    return new VolumeBuilder()
        .withName(name)
        .withEmptyDir(declared.emptyDir() == null ? null : bounded(declared.emptyDir()))
        .withConfigMap(declared.configMap())
        .withSecret(declared.secret())
        .withDownwardAPI(declared.downwardAPI())
        .withCsi(declared.csi())
        .withImage(declared.image())
        .withPersistentVolumeClaim(declared.persistentVolumeClaim())
        .build();
  }

  /** A directory without a size could fill the node. */
  private static EmptyDirVolumeSource bounded(EmptyDirVolumeSource declared) {
    Quantity size = declared.getSizeLimit();
    return new EmptyDirVolumeSourceBuilder(declared)
        .withSizeLimit(size == null ? new Quantity(defaultSize(declared.getMedium())) : size)
        .build();
  }

  private static String defaultSize(@Nullable String medium) {
    return MEMORY.equals(medium) ? MEMORY_SIZE : DISK_SIZE;
  }
}
