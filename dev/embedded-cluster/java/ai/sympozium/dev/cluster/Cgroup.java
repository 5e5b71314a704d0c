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
 * The control group around every process of the cluster, its pods' too. What is in it is ours and
 * nothing else is: no process is ever found by its name or by a number written down earlier.
 */
final class Cgroup {
  private Cgroup() {}

  /** Our folder in each hierarchy of this machine: one under cgroup v2, a dozen under v1. */
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

  /** The files that take a process in. A cpuset of v1 takes none before it has processors. */
  static List<Path> entrances(String component) throws IOException {
    var entrances = folders().stream().filter(folder -> !folder.toString().contains("cpuset"));
    var files = entrances.map(folder -> folder.resolve("components/" + component)).toList();
    for (var file : files) {
      Files.createDirectories(file);
    }
    return files.stream().map(folder -> folder.resolve("cgroup.procs")).toList();
  }

  static void create() throws IOException {
    for (var folder : folders()) {
      Files.createDirectories(folder);
      passOnControllers(folder.getParent());
      passOnControllers(folder);
    }
  }

  /** Under v2 a group has only the controllers that its parent passes on. */
  private static void passOnControllers(Path folder) throws IOException {
    var available = folder.resolve("cgroup.controllers");
    if (!Files.exists(available)) {
      return;
    }
    for (var controller : Files.readString(available).strip().split(" ")) {
      try {
        Files.writeString(folder.resolve("cgroup.subtree_control"), "+" + controller);
      } catch (IOException refused) {
        // not every controller can be passed on everywhere; the kubelet names one that it misses
      }
    }
  }

  static Set<Long> processes() {
    return processes("");
  }

  static Set<Long> processes(String below) {
    return folders().stream()
        .flatMap(folder -> tree(folder.resolve(below)))
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
            "some processes of the cluster do not end. See: ps -fp " + pids);
      }
      left.stream()
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(20);
    }
  }

  /** The kernel removes empty groups only, and under load takes a moment to see that they are. */
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
    } catch (UncheckedIOException | IOException goneMeanwhile) {
      return Stream.of(root);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException goneMeanwhile) {
      return Stream.empty();
    }
  }
}
