package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.Durations;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param reason reason of the condition {@code Succeeded}
 * @param words what happened and what to do; empty after success
 */
public record RunOutcome(boolean success, String reason, String words, @Nullable Integer exitCode) {
  static final String SUCCEEDED = "Succeeded";
  static final String AGENT_FAILED = "AgentFailed";

  /** Waiting reasons that no further try can mend. */
  private static final Set<String> HOPELESS =
      Set.of(
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  private static final Set<String> TROUBLED = Set.of("ErrImagePull", "ImagePullBackOff");

  /** Waiting reasons that are tried again until the deadline, and are worth a word meanwhile. */
  private static final Set<String> RETRIED =
      Set.of("ErrImagePull", "ImagePullBackOff", "CrashLoopBackOff");

  /** How long an image that can't be pulled is tried before the run fails. */
  static final Duration PULL_PATIENCE = Duration.ofSeconds(20);

  /**
   * The end of a run as far as it can be seen: what its bridge reported, else the state of its pod,
   * else the clock. Empty while it goes on.
   *
   * @param podCreated when the pod was created; null when the run never had one
   */
  public static Optional<RunOutcome> of(
      Optional<ReportedResult> record,
      Optional<Pod> pod,
      @Nullable Instant podCreated,
      Duration timeout,
      Instant now) {
    Optional<ReportedResult> complete = record.filter(ReportedResult::complete);
    if (complete.isPresent()) {
      return complete.map(RunOutcome::reported);
    }
    if (podCreated == null) {
      return Optional.empty();
    }
    if (pod.isEmpty()) {
      return Optional.of(
          failed(
              "PodMissing",
              "the run's pod is gone though the run had not ended: it was deleted, or its node was"
                  + " drained. Create the run again.",
              null));
    }
    return terminated(pod.get())
        .or(() -> stuck(pod.get(), podCreated, now))
        .or(() -> overtime(pod.get(), podCreated, timeout, now));
  }

  private static RunOutcome reported(ReportedResult record) {
    if (record.success()) {
      return new RunOutcome(true, SUCCEEDED, "", 0);
    }
    return failed(
        AGENT_FAILED, record.error().isBlank() ? "the agent gave no reason" : record.error(), 1);
  }

  /**
   * The agent's container has ended, whatever its result will turn out to be: the moment from which
   * no right may live on.
   */
  public static boolean agentEnded(Pod pod) {
    return agentTermination(pod).isPresent();
  }

  /**
   * What the agent left as its termination message: the same as its result, cut. It counts when the
   * bridge could not report.
   */
  public static Optional<ReportedResult> lastWords(Pod pod) {
    return agentTermination(pod).flatMap(t -> ReportedResult.parse(t.getMessage()));
  }

  private static Optional<ContainerStateTerminated> agentTermination(Pod pod) {
    return statuses(pod)
        .filter(s -> s.getName().equals(SympoziumLabels.CONTAINER_AGENT))
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Waits for the whole pod to end, so that a bridge that is still reporting is heard. */
  private static Optional<RunOutcome> terminated(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if (!"Failed".equals(phase) && !"Succeeded".equals(phase)) {
      return Optional.empty();
    }
    Optional<RunOutcome> left =
        lastWords(pod).filter(ReportedResult::complete).map(RunOutcome::reported);
    if (left.isPresent()) {
      return left;
    }
    if ("DeadlineExceeded".equals(pod.getStatus().getReason())) {
      return Optional.of(
          failed("Timeout", "the run took longer than its timeout and was ended.", null));
    }
    Optional<ContainerStateTerminated> agent = agentTermination(pod);
    // With a reason of the pod's own, as Evicted, the agent's exit code is only what came of it.
    boolean alone = pod.getStatus().getReason() == null;
    if (alone && agent.isPresent() && agent.get().getExitCode() != null) {
      boolean memory = "OOMKilled".equals(agent.get().getReason());
      return Optional.of(
          failed(
              memory ? "OOMKilled" : "AgentExited",
              memory
                  ? "the agent's container was killed for lack of memory. Ask it for less output."
                  : "the agent's container ended with exit code "
                      + agent.get().getExitCode()
                      + " and left no result. See: kubectl logs "
                      + pod.getMetadata().getName()
                      + " -c agent",
              agent.get().getExitCode()));
    }
    return Optional.of(
        failed(
            Objects.requireNonNullElse(pod.getStatus().getReason(), "PodFailed"),
            "the pod ended before its agent had a result: "
                + Stream.of(
                        pod.getStatus().getMessage(),
                        failedInit(pod).orElse(null),
                        pod.getStatus().getReason())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("no reason was given by the kubelet"),
            agent.map(ContainerStateTerminated::getExitCode).orElse(null)));
  }

  private static Optional<String> failedInit(Pod pod) {
    return statuses(pod)
        .filter(s -> s.getState() != null && s.getState().getTerminated() != null)
        .filter(s -> s.getState().getTerminated().getExitCode() != 0)
        .findFirst()
        .map(s ->
            "container "
                + s.getName()
                + " ended with exit code "
                + s.getState().getTerminated().getExitCode()
                + " "
                + Objects.requireNonNullElse(s.getState().getTerminated().getMessage(), ""));
  }

  private static Optional<RunOutcome> stuck(Pod pod, Instant podCreated, Instant now) {
    return waiting(pod)
        .filter(s ->
            HOPELESS.contains(reason(s))
                || (TROUBLED.contains(reason(s)) && now.isAfter(podCreated.plus(PULL_PATIENCE))))
        .findFirst()
        .map(s -> failed(reason(s), words(s), null));
  }

  /** A container that can't start at the moment, in words, for the condition PodStarted. */
  public static Optional<String> trouble(Pod pod) {
    return waiting(pod)
        .filter(s -> HOPELESS.contains(reason(s)) || RETRIED.contains(reason(s)))
        .findFirst()
        .map(RunOutcome::words);
  }

  private static Stream<ContainerStatus> waiting(Pod pod) {
    return statuses(pod).filter(s -> s.getState() != null && s.getState().getWaiting() != null);
  }

  private static String reason(ContainerStatus status) {
    return Objects.requireNonNullElse(status.getState().getWaiting().getReason(), "");
  }

  private static String words(ContainerStatus status) {
    String said = Objects.requireNonNullElse(status.getState().getWaiting().getMessage(), "");
    String name = status.getName();
    String what =
        name.startsWith(SympoziumLabels.CONTAINER_SKILL_PREFIX)
            ? "skill \""
                + name.substring(SympoziumLabels.CONTAINER_SKILL_PREFIX.length())
                + "\": its container"
            : "container " + name;
    return String.format(
        Locale.ROOT,
        "%s can't start, image %s: %s: %s",
        what,
        status.getImage(),
        reason(status),
        said);
  }

  private static Optional<RunOutcome> overtime(
      Pod pod, Instant podCreated, Duration timeout, Instant now) {
    if (now.isBefore(podCreated.plus(timeout))) {
      return Optional.empty();
    }
    String scheduling =
        pod.getStatus() == null || pod.getStatus().getConditions() == null
            ? ""
            : pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .map(c -> " The pod could not be scheduled: " + c.getMessage())
                .findFirst()
                .orElse("");
    return Optional.of(
        failed(
            "Timeout",
            "the run took longer than its timeout of "
                + Durations.format(timeout)
                + " and was ended."
                + trouble(pod).map(t -> " " + t + ".").orElse("")
                + scheduling,
            null));
  }

  private static Stream<ContainerStatus> statuses(Pod pod) {
    if (pod.getStatus() == null) {
      return Stream.empty();
    }
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }

  /** Whether the pod of a run with this outcome comes to its end by itself. */
  public static boolean podEnds(RunOutcome outcome) {
    return outcome.success() || outcome.reason().equals(AGENT_FAILED);
  }

  public static RunOutcome failed(String reason, String words, @Nullable Integer exitCode) {
    return new RunOutcome(false, reason, words, exitCode);
  }
}
