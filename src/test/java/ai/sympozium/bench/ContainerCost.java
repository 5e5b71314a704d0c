package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU and memory of one container of a pod on this machine.
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
    var before = containers.stream().mapToDouble(c -> LocalProcesses.of(c).cpuMillis()).toArray();
    // The period that is measured.
    Thread.sleep(time);
    var costs = new ArrayList<ContainerCost>();
    for (int i = 0; i < before.length; i++) {
      var processes = LocalProcesses.of(containers.get(i));
      costs.add(
          new ContainerCost(
              containers.get(i).getName(),
              (processes.cpuMillis() - before[i]) / time.toSeconds(),
              processes.residentMiB(),
              processes.proportionalMiB()));
    }
    return costs;
  }
}
