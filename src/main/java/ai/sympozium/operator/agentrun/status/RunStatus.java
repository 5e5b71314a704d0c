package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.RunSummary;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.api.TokenUsage;
import ai.sympozium.operator.agentrun.plan.Durations;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Computes the statuses that a run goes through; each is a function of the one before. */
public record RunStatus(AgentRun run, AgentRunStatus now) {
  static final String PLANNED = "Planned";
  static final String PERMISSIONS_GRANTED = "PermissionsGranted";
  static final String POD_STARTED = "PodStarted";
  static final String SUCCEEDED = "Succeeded";
  static final String PERMISSIONS_REVOKED = "PermissionsRevoked";

  private static final int MAX_RESULT_BYTES = 8 * 1024;
  private static final String CUT_MARK = "…";

  public static RunStatus of(AgentRun run) {
    return new RunStatus(
        run, Objects.requireNonNullElseGet(run.getStatus(), AgentRunStatus::empty));
  }

  public boolean isFinal() {
    return now.phase() != null && now.phase().isFinal();
  }

  /** When the pod was created; empty as long as this run has none. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(now.startedAt()).map(Instant::parse);
  }

  /** When the final run is to be deleted; empty when its spec names no time to live. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(run.getSpec().ttlSecondsAfterFinished())
        .flatMap(ttl ->
            Optional.ofNullable(now.completedAt()).map(t -> Instant.parse(t).plusSeconds(ttl)));
  }

  /** Whether this is the pod that was made for the run. */
  public boolean names(Pod pod) {
    return pod.getMetadata().getUid() != null && pod.getMetadata().getUid().equals(now.podUID());
  }

  public long skillsWithRights() {
    return now.skills().stream().filter(s -> s.serviceAccount() != null).count();
  }

  public boolean isRevoked() {
    return conditions().isTrue(PERMISSIONS_REVOKED);
  }

  /** The outcome that was written down before anything was deleted. */
  public Optional<RunOutcome> outcome() {
    return conditions()
        .find(SUCCEEDED)
        .map(c ->
            new RunOutcome(
                "True".equals(c.getStatus()),
                c.getReason(),
                Objects.requireNonNullElse(now.error(), ""),
                now.exitCode()));
  }

  /** What the run may have is decided; nothing of it is known to exist. */
  public RunStatus planned(RunPlan plan, Instant at) {
    List<SkillStatus> skills = plan.skillStatus();
    return copy(
        AgentRunPhase.PENDING,
        with(conditions(), PLANNED, true, "Planned", planWords(plan), at),
        skills,
        new RunSummary(names(skills), null, null));
  }

  public RunStatus started(RunPlan plan, ObjectMeta pod, Instant at) {
    String time = time(at);
    RunStatus planned = planned(plan, at);
    List<SkillStatus> skills =
        planned.now.skills().stream()
            .map(s -> s.serviceAccount() == null ? s : s.granted(s.serviceAccount(), time))
            .toList();
    long granted = skills.stream().filter(s -> s.serviceAccount() != null).count();
    Conditions conditions =
        with(
            planned.conditions(),
            PERMISSIONS_GRANTED,
            true,
            granted == 0 ? "NoPermissionsDeclared" : "Granted",
            granted == 0
                ? "no attached pack declares rights"
                : granted + " skill(s) hold their rights",
            at);
    return new RunStatus(
        run,
        new AgentRunStatus(
            run.getMetadata().getGeneration(),
            AgentRunPhase.PENDING,
            pod.getName(),
            pod.getUid(),
            time,
            null,
            null,
            null,
            null,
            null,
            skills,
            null,
            planned.now.summary(),
            conditions.list()));
  }

  public RunStatus running(boolean agentRuns, Optional<String> trouble, Instant at) {
    Conditions conditions =
        agentRuns
            ? with(conditions(), POD_STARTED, true, "AgentRunning", "the agent is at work", at)
            : trouble
                .map(t -> with(conditions(), POD_STARTED, false, "ContainerWaiting", t, at))
                .orElse(conditions());
    return copy(
        agentRuns ? AgentRunPhase.RUNNING : now.phase(), conditions, now.skills(), now.summary());
  }

  public RunStatus completed(RunOutcome outcome, Instant at) {
    Conditions conditions =
        with(
            conditions(),
            SUCCEEDED,
            outcome.success(),
            outcome.reason(),
            outcome.success() ? "the agent has answered" : outcome.words(),
            at);
    return new RunStatus(
        run,
        new AgentRunStatus(
            run.getMetadata().getGeneration(),
            now.phase(),
            now.podName(),
            now.podUID(),
            now.startedAt(),
            now.completedAt(),
            now.result(),
            outcome.success() ? null : outcome.words(),
            outcome.exitCode(),
            now.tokenUsage(),
            now.skills(),
            now.transcript(),
            now.summary(),
            conditions.list()));
  }

  /** Every right is proved gone; {@code endSeen} is when this operator first saw the run's end. */
  public RunStatus revoked(Instant endSeen, Instant at) {
    if (isRevoked()) {
      return this;
    }
    String time = time(at);
    List<SkillStatus> skills =
        now.skills().stream().map(s -> s.serviceAccount() == null ? s : s.revoked(time)).toList();
    boolean any = skills.stream().anyMatch(s -> s.serviceAccount() != null);
    String lag = Durations.format(Duration.between(endSeen, at));
    Conditions conditions =
        with(
            conditions(),
            PERMISSIONS_REVOKED,
            true,
            any ? "RevocationVerified" : "NoPermissionsDeclared",
            any
                ? "every object is absent and the API server refuses access, "
                    + lag
                    + " after the end was seen"
                : "there were no rights to revoke",
            at);
    RunSummary summary = new RunSummary(names(skills), any ? lag : null, null);
    return copy(now.phase(), conditions, skills, summary);
  }

  /** The last status of a run. Comes only after {@link #revoked}. */
  public RunStatus ended(
      RunOutcome outcome, Optional<ReportedResult> record, boolean recorded, Instant at) {
    RunStatus done = completed(outcome, at);
    Instant created = Instant.parse(run.getMetadata().getCreationTimestamp());
    RunSummary summary = done.now.summary();
    return new RunStatus(
        run,
        new AgentRunStatus(
            run.getMetadata().getGeneration(),
            outcome.success() ? AgentRunPhase.SUCCEEDED : AgentRunPhase.FAILED,
            done.now.podName(),
            done.now.podUID(),
            done.now.startedAt(),
            time(at),
            outcome.success() ? record.map(r -> cut(r.response())).orElse("") : null,
            outcome.success() ? null : cut(outcome.words()),
            outcome.exitCode(),
            record.map(RunStatus::usage).orElse(null),
            done.now.skills(),
            recorded ? RunObjects.transcriptName(run.getMetadata().getName()) : null,
            new RunSummary(
                summary == null ? null : summary.skills(),
                summary == null ? null : summary.revocationDuration(),
                Durations.format(Duration.between(startedAt().orElse(created), at))),
            done.now.conditions()));
  }

  /** A run that was refused before anything was made. */
  public RunStatus refused(PlanResult.Refused refused, Instant at) {
    Conditions conditions =
        with(conditions(), PLANNED, false, refused.reason().value(), refused.message(), at);
    return new RunStatus(
        run,
        new AgentRunStatus(
            run.getMetadata().getGeneration(),
            AgentRunPhase.FAILED,
            null,
            null,
            null,
            time(at),
            null,
            cut(refused.message()),
            null,
            null,
            List.of(),
            null,
            null,
            conditions.list()));
  }

  Conditions conditions() {
    return new Conditions(now.conditions());
  }

  private Conditions with(
      Conditions conditions, String type, boolean is, String reason, String message, Instant at) {
    return conditions.with(type, is, reason, message, run.getMetadata().getGeneration(), at);
  }

  private RunStatus copy(
      @Nullable AgentRunPhase phase,
      Conditions conditions,
      List<SkillStatus> skills,
      @Nullable RunSummary summary) {
    return new RunStatus(
        run,
        new AgentRunStatus(
            run.getMetadata().getGeneration(),
            phase,
            now.podName(),
            now.podUID(),
            now.startedAt(),
            now.completedAt(),
            now.result(),
            now.error(),
            now.exitCode(),
            now.tokenUsage(),
            skills,
            now.transcript(),
            summary,
            conditions.list()));
  }

  private static TokenUsage usage(ReportedResult record) {
    return new TokenUsage(
        record.inputTokens(),
        record.outputTokens(),
        record.inputTokens() + record.outputTokens(),
        record.toolCalls(),
        record.durationMs());
  }

  public static String planWords(RunPlan plan) {
    if (plan.skills().isEmpty()) {
      return "no skills";
    }
    return plan.skills().stream()
        .map(s ->
            s.name()
                + " from "
                + s.pack().namespace()
                + " (generation "
                + s.pack().generation()
                + ")")
        .collect(Collectors.joining(", "));
  }

  private static @Nullable String names(List<SkillStatus> skills) {
    return skills.isEmpty()
        ? null
        : skills.stream().map(SkillStatus::name).collect(Collectors.joining(", "));
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Cut to whole characters within the bound, the mark of the cut included. */
  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_RESULT_BYTES) {
      return text;
    }
    int end = MAX_RESULT_BYTES - CUT_MARK.getBytes(StandardCharsets.UTF_8).length;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT_MARK;
  }
}
