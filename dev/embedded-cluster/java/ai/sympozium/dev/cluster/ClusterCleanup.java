package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds and removes everything that a complete or incomplete cluster leaves on this machine. */
final class ClusterCleanup {
  /** Kernel settings that the kubelet changes for the whole machine. */
  private static final List<String> SETTINGS =
      List.of(
          "vm.overcommit_memory",
          "vm.panic_on_oom",
          "kernel.panic",
          "kernel.panic_on_oops",
          "kernel.keys.root_maxkeys",
          "kernel.keys.root_maxbytes");

  private static final Path SAVED = ClusterPaths.STATE.resolve("settings-before");
  private static final Path CONTAINER_LOGS = Path.of("/var/log/containers");
  private static final Path CNI_RESULTS = Path.of("/var/lib/cni/results");
  private static final Path DEVICE_PLUGINS = Path.of("/var/lib/kubelet/device-plugins");

  private ClusterCleanup() {}

  static boolean exists() {
    return Files.exists(ClusterPaths.STATE)
        || Files.exists(ClusterPaths.RUN)
        || Files.exists(Network.NAMESPACE)
        || Cgroup.folders().stream().anyMatch(Files::exists);
  }

  static void saveSettings() throws IOException {
    Files.writeString(SAVED, Command.of(arguments("sysctl", SETTINGS)).run());
  }

  static void remove() throws Exception {
    Cgroup.kill();
    unmount();
    Network.remove();
    removeFilesInFixedDirectories();
    if (Files.exists(SAVED)) {
      Command.of("sysctl", "-qp", SAVED.toString()).attempt();
    }
    delete(ClusterPaths.RUN);
    delete(ClusterPaths.STATE);
    Cgroup.remove();
  }

  private static void unmount() throws IOException {
    List<String> targets;
    try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      targets =
          mounts
              .map(line -> line.split(" ")[1])
              .filter(target ->
                  isBelow(target, ClusterPaths.STATE) || isBelow(target, ClusterPaths.RUN))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    if (!targets.isEmpty()) {
      Command.of(arguments("umount", targets)).run();
    }
  }

  private static boolean isBelow(String target, Path folder) {
    return Path.of(target).startsWith(folder);
  }

  /** Removes only the cluster's files from directories that cannot be configured. */
  private static void removeFilesInFixedDirectories() throws IOException {
    for (var address : shimAddresses()) {
      Files.deleteIfExists(Path.of(Files.readString(address).strip().replace("unix://", "")));
    }
    for (var link : list(CONTAINER_LOGS)) {
      if (Files.isSymbolicLink(link)
          && Files.readSymbolicLink(link).startsWith(ClusterPaths.STATE)) {
        Files.delete(link);
      }
    }
    for (var result : list(CNI_RESULTS)) {
      if (Files.readString(result)
          .contains(ClusterPaths.RUN.toString())) { // path of the pod's network namespace
        Files.delete(result);
      }
    }
    if (Files.exists(ClusterPaths.STATE.resolve("kubelet"))) {
      Files.deleteIfExists(DEVICE_PLUGINS.resolve("kubelet.sock"));
      Files.deleteIfExists(DEVICE_PLUGINS.resolve("DEPRECATION"));
    }
    // File.delete removes empty directories only.
    for (var folder :
        List.of(
            CONTAINER_LOGS,
            CNI_RESULTS,
            CNI_RESULTS.getParent(),
            DEVICE_PLUGINS,
            DEVICE_PLUGINS.getParent(),
            Path.of("/run/containerd/s"),
            Path.of("/run/containerd/fifo"),
            Path.of("/run/containerd"))) {
      folder.toFile().delete();
    }
  }

  private static List<Path> shimAddresses() throws IOException {
    var tasks = Containerd.RUN.resolve("io.containerd.runtime.v2.task/k8s.io");
    return list(tasks).stream().map(task -> task.resolve("address")).filter(Files::exists).toList();
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // --one-file-system protects the content of a mount that unmount() did not find.
    Command.of("rm", "-rf", "--one-file-system", root.toString()).run();
  }

  private static String[] arguments(String first, List<String> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toArray(String[]::new);
  }
}
