import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
          .map(mount -> Path.of(mount[1], Place.NAME))
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
        throw new Failure("processes %s of the cluster do not end. See: ps -fp %s"
            .formatted(left, left.iterator().next()));
      }
      left.stream().flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(20);
    }
  }

  /** Empty groups only; a group of the kernel's cannot be removed with anyone in it. */
  static void remove() {
    folders().stream()
        .flatMap(folder -> tree(folder).sorted(Comparator.reverseOrder()))
        .forEach(folder -> folder.toFile().delete());
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
    } catch (NoSuchFileException goneMeanwhile) {
      return Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
