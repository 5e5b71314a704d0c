package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Manages the control group of all processes of the cluster, including those of pods. Membership in
 * this group is the only way to find a process: names and stored PIDs are not reliable.
 */
final class Cgroup {
  private Cgroup() {}

  /** Returns the cluster's group in each hierarchy: one with cgroup v2, a dozen with v1. */
  static List<Path> folders() {
    try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      return mounts
          .map(line -> line.split(" "))
          .filter(mount -> mount[2].equals("cgroup") || mount[2].equals("cgroup2"))
          .map(mount -> Path.of(mount[1], ClusterPaths.NAME))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates the groups of a component and returns the files that add a process to them. A cpuset of
   * v1 is left out because it accepts no process before it has CPUs.
   */
  static List<Path> procsFiles(String component) throws IOException {
    var groups = folders().stream().filter(folder -> !folder.toString().contains("cpuset"));
    var files = groups.map(folder -> folder.resolve("components/" + component)).toList();
    for (var file : files) {
      Files.createDirectories(file);
    }
    return files.stream().map(folder -> folder.resolve("cgroup.procs")).toList();
  }

  static void create() throws IOException {
    for (var folder : folders()) {
      Files.createDirectories(folder);
      delegateControllers(folder.getParent());
      delegateControllers(folder);
    }
  }

  /** With v2 a group has only the controllers that its parent delegates. */
  private static void delegateControllers(Path folder) throws IOException {
    var available = folder.resolve("cgroup.controllers");
    if (!Files.exists(available)) {
      return;
    }
    for (var controller : Files.readString(available).strip().split(" ")) {
      try {
        Files.writeString(folder.resolve("cgroup.subtree_control"), "+" + controller);
      } catch (IOException e) {
        // Some machines do not delegate all controllers. The kubelet reports those it needs.
      }
    }
  }

  static Set<Long> processes() {
    return processes("");
  }

  static Set<Long> processes(String subgroup) {
    return folders().stream()
        .flatMap(folder -> tree(folder.resolve(subgroup)))
        .flatMap(folder -> lines(folder.resolve("cgroup.procs")))
        .map(Long::valueOf)
        .filter(pid -> pid != 0)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static void kill() throws InterruptedException {
    var deadline = System.nanoTime() + 20_000_000_000L;
    for (var left = processes(); !left.isEmpty(); left = processes()) {
      if (System.nanoTime() > deadline) {
        var pids = left.stream().map(String::valueOf).collect(Collectors.joining(","));
        throw new UserFacingException(
            "some processes of the cluster do not exit. See: ps -fp " + pids);
      }
      left.stream()
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(20);
    }
  }

  /** Retries because the kernel takes a moment under load to see that a group is empty. */
  static void remove() throws InterruptedException {
    for (int attempt = 0; attempt < 50 && folders().stream().anyMatch(Files::exists); attempt++) {
      Thread.sleep(attempt == 0 ? 0 : 100);
      folders().stream()
          .flatMap(folder -> tree(folder).sorted(Comparator.reverseOrder()))
          .forEach(folder -> folder.toFile().delete());
    }
  }

  private static Stream<Path> tree(Path root) {
    if (!Files.isDirectory(root)) {
      return Stream.empty();
    }
    try (var all = Files.walk(root)) {
      return all.filter(Files::isDirectory).toList().stream();
    } catch (UncheckedIOException | IOException deletedMeanwhile) {
      return Stream.of(root);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException deletedMeanwhile) {
      return Stream.empty();
    }
  }
}
