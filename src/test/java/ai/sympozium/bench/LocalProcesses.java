package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Processes of one program or container on this machine, read from {@code /proc}. */
record LocalProcesses(List<ProcessHandle> processes) {
  LocalProcesses {
    if (processes.isEmpty()) {
      throw new IllegalStateException("no such process");
    }
  }

  static LocalProcesses of(ContainerStatus container) {
    String id = container.getContainerID().replaceFirst(".*://", "");
    return of(process -> proc(process, "cgroup").contains(id));
  }

  /** Finds the processes of a program by its file name. */
  static LocalProcesses named(String program) {
    return of(process ->
        process.info().command().filter(path -> path.endsWith("/" + program)).isPresent());
  }

  private static LocalProcesses of(Predicate<ProcessHandle> wanted) {
    return new LocalProcesses(ProcessHandle.allProcesses().filter(wanted).toList());
  }

  /** Returns the id of the first process. */
  long pid() {
    return processes.getFirst().pid();
  }

  double cpuMillis() {
    return processes.stream()
        .mapToDouble(
            p -> p.info().totalCpuDuration().map(cpu -> (double) cpu.toMillis()).orElse(0.0))
        .sum();
  }

  double residentMiB() {
    return memory("Rss");
  }

  /** Returns the resident memory, with shared pages divided among the processes that use them. */
  double proportionalMiB() {
    return memory("Pss");
  }

  private double memory(String kind) {
    Pattern pattern = Pattern.compile("(?m)^" + kind + ":\\s+(\\d+) kB");
    return processes.stream()
        .map(process -> pattern.matcher(proc(process, "smaps_rollup")))
        .filter(Matcher::find)
        .mapToDouble(matcher -> Double.parseDouble(matcher.group(1)) / 1024)
        .sum();
  }

  /** Returns a file of a process, which is empty when the process has finished. */
  private static String proc(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
      return "";
    }
  }
}
