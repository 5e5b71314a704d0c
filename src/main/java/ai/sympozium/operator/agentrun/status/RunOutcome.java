package ai.sympozium.operator.agentrun.status;

import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.Durations;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Result of a completed run.
 *
 * @param reason reason of the condition {@code Succeeded}
 * @param message what happened and what to do; empty after a success without a remark
 * @param exitCode exit code of the agent's container, if it is known
 */
public record RunOutcome(
    boolean success, String reason, String message, @Nullable Integer exitCode) {
  /** The kubelet's own reason for an eviction. */
  private static final String EVICTED = "Evicted";

  /**
   * Derives the outcome from the report, else from the pod, else from the deadline. Empty while the
   * run is not completed.
   *
   * @param podCreated when the pod was created; null when the run has no pod yet
   */
  public static Optional<RunOutcome> of(
      Optional<ReportedResult> report,
      Optional<Pod> pod,
      @Nullable Instant podCreated,
      Duration timeout,
      Instant now) {
    Optional<ReportedResult> complete = report.filter(ReportedResult::complete);
    if (complete.isPresent()) {
      boolean inTime = podCreated != null && now.isBefore(podCreated.plus(timeout));
      return reported(complete.get(), pod.map(PodConditions::new), inTime, now);
    }
    if (podCreated == null) {
      return Optional.empty();
    }
    if (pod.isEmpty()) {
      return Optional.of(
          failed(
              ConditionReason.POD_MISSING,
              "the run's pod was deleted before the run completed, for example by a node drain."
                  + " Create the run again.",
              null));
    }
    PodConditions conditions = new PodConditions(pod.get());
    return terminated(conditions, now)
        .or(() -> nodeLost(conditions, now))
        .or(() -> new StartProgress(pod.get()).cannotStart().map(RunOutcome::startFailed))
        .or(() -> deadlineExceeded(conditions, podCreated, timeout, now));
  }

  public static RunOutcome failed(
      ConditionReason reason, String message, @Nullable Integer exitCode) {
    return new RunOutcome(false, reason.value(), message, exitCode);
  }

  /** Whether the pod of a run with this outcome terminates without being deleted. */
  public boolean podTerminates() {
    return success || reason.equals(ConditionReason.AGENT_FAILED.value());
  }

  /**
   * The pod explains why an agent was stopped. The kubelet states it when all containers have
   * terminated, which is after the report. Other results do not depend on the pod.
   */
  private static Optional<RunOutcome> reported(
      ReportedResult report, Optional<PodConditions> pod, boolean inTime, Instant now) {
    if (report.success()) {
      return Optional.of(answered(report.remark()));
    }
    if (AgentResult.STOPPED.equals(report.remark()) && pod.isPresent()) {
      Optional<RunOutcome> stopped = stopped(pod.get(), now).or(() -> stoppedAtDeadline(pod.get()));
      if (stopped.isPresent() || (inTime && !pod.get().isTerminated())) {
        return stopped;
      }
    }
    return Optional.of(
        failed(
            ConditionReason.AGENT_FAILED,
            report.error().isBlank() ? "the agent gave no reason" : report.error(),
            1));
  }

  /** The condition of an answer with a remark states the remark. */
  private static RunOutcome answered(@Nullable String remark) {
    return switch (remark) {
      case AgentResult.ONLY_ANNOUNCED ->
          succeeded(
              ConditionReason.ONLY_ANNOUNCED,
              "the agent has answered, but the answer only announces what the model will do. Check"
                  + " the transcript.");
      case AgentResult.FAILURE_NOT_MENTIONED ->
          succeeded(
              ConditionReason.FAILURE_NOT_MENTIONED,
              "the agent has answered, but the answer does not mention that the last tool call"
                  + " failed. Check the transcript.");
      case AgentResult.TOOL_FAILED ->
          succeeded(
              ConditionReason.TOOL_FAILED,
              "the tool was executed and failed. Check its output in the result.");
      case null, default -> succeeded(ConditionReason.SUCCEEDED, "");
    };
  }

  private static RunOutcome succeeded(ConditionReason reason, String message) {
    return new RunOutcome(true, reason.value(), message, 0);
  }

  /** Waits until the whole pod has terminated, so that a bridge can finish its report. */
  private static Optional<RunOutcome> terminated(PodConditions pod, Instant now) {
    if (!pod.isTerminated()) {
      return Optional.empty();
    }
    Optional<RunOutcome> known =
        pod.terminationMessage()
            .filter(ReportedResult::complete)
            .flatMap(result -> reported(result, Optional.of(pod), false, now))
            .or(() -> stoppedAtDeadline(pod))
            .or(() -> stopped(pod, now));
    if (known.isPresent()) {
      return known;
    }
    Optional<ContainerStateTerminated> agent = pod.agentTermination();
    // A pod with a reason of its own, such as Evicted, failed before its agent was killed.
    if (pod.reason().isEmpty() && agent.isPresent() && agent.get().getExitCode() != null) {
      return Optional.of(agentExited(agent.get(), pod));
    }
    return Optional.of(
        new RunOutcome(
            false,
            pod.reason().orElse(ConditionReason.POD_FAILED.value()),
            "the pod failed before its agent reported a result: "
                + pod.message()
                    .or(pod::failedContainer)
                    .or(pod::reason)
                    .orElse("the kubelet gave no reason"),
            agent.map(ContainerStateTerminated::getExitCode).orElse(null)));
  }

  private static Optional<RunOutcome> stoppedAtDeadline(PodConditions pod) {
    return pod.reason()
        .filter("DeadlineExceeded"::equals)
        .map(reason ->
            failed(
                ConditionReason.TIMEOUT,
                "the run exceeded its timeout and was stopped." + missingAtStart(pod),
                null));
  }

  /** Returns the outcome of a pod that its node or the cluster stopped. */
  private static Optional<RunOutcome> stopped(PodConditions pod, Instant now) {
    Integer exitCode =
        pod.agentTermination().map(ContainerStateTerminated::getExitCode).orElse(null);
    if (pod.reason().filter(EVICTED::equals).isPresent()) {
      return Optional.of(
          new RunOutcome(
              false,
              EVICTED,
              "the pod failed before its agent reported a result: "
                  + pod.message()
                      .map(message -> message + ResourceShortage.adviceAfter(message))
                      .orElse("the kubelet gave no reason"),
              exitCode));
    }
    return pod.disruption(now)
        .map(reason ->
            failed(
                ConditionReason.DISRUPTED,
                "the pod was stopped before its agent reported a result: "
                    + reason
                    + ". Create the run again.",
                exitCode));
  }

  /** The node of a pod that is being deleted does not respond. Its pod may never terminate. */
  private static Optional<RunOutcome> nodeLost(PodConditions pod, Instant now) {
    return pod.isDeletionOverdue(now) ? stopped(pod, now) : Optional.empty();
  }

  private static RunOutcome agentExited(ContainerStateTerminated agent, PodConditions pod) {
    if ("OOMKilled".equals(agent.getReason())) {
      return failed(
          ConditionReason.OOM_KILLED,
          ResourceShortage.outOfMemory(
                  PodContract.CONTAINER_AGENT, pod.agentMemoryLimit().orElse(null))
              + " Or request less output in the task.",
          agent.getExitCode());
    }
    return failed(
        ConditionReason.AGENT_EXITED,
        "the agent's container exited with code "
            + agent.getExitCode()
            + " without a result. See: kubectl logs "
            + pod.name()
            + " -c agent",
        agent.getExitCode());
  }

  private static RunOutcome startFailed(StartProblem problem) {
    return new RunOutcome(false, problem.reason(), problem.message(), null);
  }

  private static Optional<RunOutcome> deadlineExceeded(
      PodConditions pod, Instant podCreated, Duration timeout, Instant now) {
    if (now.isBefore(podCreated.plus(timeout))) {
      return Optional.empty();
    }
    return Optional.of(
        failed(
            ConditionReason.TIMEOUT,
            "the run exceeded its timeout of "
                + Durations.format(timeout)
                + " and was stopped."
                + missingAtStart(pod),
            null));
  }

  private static String missingAtStart(PodConditions pod) {
    return new StartProgress(pod.pod()).missing().map(missing -> " " + missing).orElse("");
  }
}
