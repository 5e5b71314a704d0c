package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.contract.PodContract;
import java.util.List;
import java.util.stream.Stream;

/** Decides where a pack may mount its Secret and its volumes. */
final class MountPaths {
  /** Mounts of the run in a skill container. Others must not shadow or contain them. */
  private static final List<String> RESERVED =
      List.of(
          PodContract.IPC_PATH,
          PodContract.RUNTIME_PATH,
          PodContract.RUN_FILES_PATH,
          PodContract.CA_BUNDLE_PATH,
          PodContract.TMP_PATH,
          PodContract.USERS_PATH,
          PodContract.WORKSPACE_PATH,
          "/dev",
          "/proc",
          "/sys",
          "/var/run");

  private MountPaths() {}

  static boolean isPlainAbsolute(String path) {
    return path.startsWith("/") && isPlainRelative(path.substring(1));
  }

  static boolean isPlainRelative(String path) {
    return Stream.of(path.split("/", -1))
        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  static boolean overlapsRun(String path) {
    return RESERVED.stream().anyMatch(reserved -> overlap(path, reserved));
  }

  /** Whether one of two paths contains the other. */
  static boolean overlap(String path, String other) {
    return isWithin(path, other) || isWithin(other, path);
  }

  private static boolean isWithin(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }
}
