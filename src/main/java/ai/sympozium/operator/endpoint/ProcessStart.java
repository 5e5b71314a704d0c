package ai.sympozium.operator.endpoint;

import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.EndpointProcess;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides from the status of a pod whether a process in it can still exist. */
final class ProcessStart {
  /** The kubelet states whole seconds. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Set<String> FINAL = Set.of("Succeeded", "Failed");

  private ProcessStart() {}

  /**
   * Returns false if the process belongs to an earlier start of the container. Both times are those
   * of the node. The status can be late, and then shows the earlier start.
   */
  static boolean isPossible(EndpointProcess process, Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return true;
    }
    if (status.getPhase() != null && FINAL.contains(status.getPhase())) {
      return false;
    }
    return status.getContainerStatuses().stream()
        .filter(container -> EndpointContract.CONTAINER.equals(container.getName()))
        .flatMap(ProcessStart::starts)
        .noneMatch(start -> process.startedAt().plus(TOLERANCE).isBefore(start));
  }

  /** Returns times at which no earlier process existed any more. */
  private static Stream<Instant> starts(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .flatMap(state -> time(state).stream());
  }

  private static Optional<Instant> time(@Nullable ContainerState state) {
    if (state == null) {
      return Optional.empty();
    }
    if (state.getRunning() != null) {
      return Optional.ofNullable(state.getRunning().getStartedAt()).map(Instant::parse);
    }
    return state.getTerminated() == null
        ? Optional.empty()
        : Optional.ofNullable(state.getTerminated().getFinishedAt()).map(Instant::parse);
  }
}
