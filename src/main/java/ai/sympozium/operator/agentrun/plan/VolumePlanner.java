package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillVolume;
import ai.sympozium.api.SkillVolumeMount;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the volumes of a pack and their mounts.
 *
 * @param fieldPath path of the sidecar, for messages
 */
record VolumePlanner(SidecarSpec sidecar, String fieldPath) {
  /**
   * Checks all volumes.
   *
   * @param secretPath path of the pack's Secret, if it has one
   */
  void check(Optional<String> secretPath) {
    checkMounts(secretPath);
    Set<String> mounted =
        sidecar.volumeMounts().stream().map(SkillVolumeMount::name).collect(Collectors.toSet());
    for (int i = 0; i < sidecar.volumes().size(); i++) {
      SkillVolume volume = sidecar.volumes().get(i);
      if (!mounted.contains(volume.name())) {
        throw invalid(
            "%s.volumes[%d]: volume \"%s\" is not mounted. Add it to volumeMounts, or remove it.",
            fieldPath, i, volume.name());
      }
      if (sources(volume) != 1) {
        throw invalid(
            "%s.volumes[%d]: volume \"%s\" has %d kinds. Use exactly one of emptyDir, configMap,"
                + " secret, downwardAPI, csi, image and persistentVolumeClaim.",
            fieldPath, i, volume.name(), sources(volume));
      }
    }
  }

  private void checkMounts(Optional<String> secretPath) {
    List<String> paths = new ArrayList<>();
    secretPath.ifPresent(paths::add);
    Set<String> known =
        sidecar.volumes().stream().map(SkillVolume::name).collect(Collectors.toSet());
    for (int i = 0; i < sidecar.volumeMounts().size(); i++) {
      SkillVolumeMount mount = sidecar.volumeMounts().get(i);
      String field = fieldPath + ".volumeMounts[" + i + "].";
      String path = mount.mountPath();
      if (!known.contains(mount.name())) {
        throw invalid(
            "%sname: the pack has no volume \"%s\". Add it to volumes, or remove the mount.",
            field, mount.name());
      }
      if (!MountPaths.isPlainAbsolute(path)) {
        throw invalid(
            "%smountPath: \"%s\" is not a plain absolute path. Use a path such as /cache.",
            field, path);
      }
      if (MountPaths.overlapsRun(path)) {
        throw invalid(
            "%smountPath: %s overlaps a mount of the run. Use a path such as /cache.", field, path);
      }
      if (paths.stream().anyMatch(other -> MountPaths.overlap(path, other))) {
        throw invalid(
            "%smountPath: %s overlaps another mount of the pack. Use a path such as /cache.",
            field, path);
      }
      if (mount.subPath() != null
          && !mount.subPath().isEmpty()
          && !MountPaths.isPlainRelative(mount.subPath())) {
        throw invalid(
            "%ssubPath: \"%s\" is not a plain relative path. Use a path such as data.",
            field, mount.subPath());
      }
      paths.add(path);
    }
  }

  private static long sources(SkillVolume volume) {
    return Stream.of(
            Optional.ofNullable(volume.emptyDir()),
            Optional.ofNullable(volume.configMap()),
            Optional.ofNullable(volume.secret()),
            Optional.ofNullable(volume.downwardAPI()),
            Optional.ofNullable(volume.csi()),
            Optional.ofNullable(volume.image()),
            Optional.ofNullable(volume.persistentVolumeClaim()))
        .filter(Optional::isPresent)
        .count();
  }

  private static PlanRefusedException invalid(String format, Object... args) {
    return new PlanRefusedException(Reason.SKILL_PACK_INVALID, format, args);
  }
}
