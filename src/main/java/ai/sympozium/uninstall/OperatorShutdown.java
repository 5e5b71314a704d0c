package ai.sympozium.uninstall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stops the operator in a state without live runs. The operator finishes the runs that are deleted,
 * so that their permissions end. It is stopped before the last check, because it could grant
 * permissions to a run that is created meanwhile. If there is such a run, the operator starts
 * again.
 */
final class OperatorShutdown {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MAX_NAMED = 5;

  private final LiveRuns runs;
  private final OperatorDeployment operator;
  private final Consumer<String> log;

  OperatorShutdown(LiveRuns runs, OperatorDeployment operator, Consumer<String> log) {
    this.runs = runs;
    this.operator = operator;
    this.log = log;
  }

  /**
   * Deletes live runs until there are none, and stops the operator.
   *
   * @throws ShutdownTimeoutException if runs are live after the timeout
   */
  void run(InstantSource clock, Duration timeout) throws InterruptedException {
    Instant deadline = clock.instant().plus(timeout);
    int replicas = operator.replicas();
    while (true) {
      // In this order: an operator that runs can still grant permissions to a run.
      boolean stopped = operator.isStopped();
      List<String> live = runs.names();
      if (stopped && live.isEmpty()) {
        log.accept("No run is live, and the operator has stopped.");
        return;
      }
      if (!clock.instant().isBefore(deadline)) {
        if (replicas > 0) {
          operator.scale(replicas);
        }
        throw new ShutdownTimeoutException(message(live, replicas));
      }
      if (live.isEmpty()) {
        operator.scale(0);
      } else {
        log.accept("Deletes live runs: " + some(live));
        if (replicas > 0) {
          operator.scale(replicas);
        }
        live.forEach(runs::delete);
      }
      Thread.sleep(PAUSE);
    }
  }

  private static String message(List<String> live, int replicas) {
    if (live.isEmpty()) {
      return "the operator does not stop. Inspect the pods of Deployment sympozium-operator.";
    }
    return "live runs are not deleted: "
        + some(live)
        + (replicas == 0
            ? ". The operator has no replicas: scale Deployment sympozium-operator to 1"
            : ". Inspect their conditions and the log of the operator")
        + ", then uninstall again. With --no-hooks, the runs keep their permissions.";
  }

  private static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())))
        + (names.size() > MAX_NAMED ? " and " + (names.size() - MAX_NAMED) + " more" : "");
  }
}
