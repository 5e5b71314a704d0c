package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * CPU and memory of one container of a pod on this machine, read from {@code /proc}.
 *
 * @param cpuMillisPerSecond CPU time of its processes for each second
 * @param residentMiB resident memory of its processes
 * @param proportionalMiB the same with shared pages divided among the processes that use them
 */
record ContainerCost(
    String name, double cpuMillisPerSecond, double residentMiB, double proportionalMiB) {

  /** Measures the running containers of a pod for a time. */
  static List<ContainerCost> of(Pod pod, Duration time) throws InterruptedException {
    var containers =
        Stream.concat(
                pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream())
            .filter(status -> status.getState().getRunning() != null)
            .toList();
    var before = containers.stream().mapToDouble(ContainerCost::cpuMillis).toArray();
    // The period that is measured.
    Thread.sleep(time);
    var costs = new ArrayList<ContainerCost>();
    for (int i = 0; i < before.length; i++) {
      var container = containers.get(i);
      costs.add(
          new ContainerCost(
              container.getName(),
              (cpuMillis(container) - before[i]) / time.toSeconds(),
              memory(container, "Rss"),
              memory(container, "Pss")));
    }
    return costs;
  }

  private static List<ProcessHandle> processes(ContainerStatus container) {
    var id = container.getContainerID().replaceFirst(".*://", "");
    var found = ProcessHandle.allProcesses().filter(p -> proc(p, "cgroup").contains(id)).toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no process of container " + container.getName());
    }
    return found;
  }

  private static double cpuMillis(ContainerStatus container) {
    return processes(container).stream()
        .mapToDouble(
            p -> p.info().totalCpuDuration().map(cpu -> (double) cpu.toMillis()).orElse(0.0))
        .sum();
  }

  private static double memory(ContainerStatus container, String kind) {
    var pattern = Pattern.compile("(?m)^" + kind + ":\\s+(\\d+) kB");
    return processes(container).stream()
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
