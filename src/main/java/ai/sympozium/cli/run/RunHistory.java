package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.cli.run.RunEvent.Type;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.status.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Derives the events of a run from its status and its log. Each change is an event once, so that a
 * repeated or later observation of the same objects adds only what is new.
 */
final class RunHistory {
  private static final String PLANNED = ConditionType.PLANNED.value();
  private static final String SUCCEEDED = ConditionType.SUCCEEDED.value();
  private static final String MODEL_AVAILABLE = ConditionType.MODEL_AVAILABLE.value();
  private static final String REVOKED = ConditionType.PERMISSIONS_REVOKED.value();

  private final String namespace;
  private final String name;
  private final String uid;
  private final Instant created;
  private final GrantSummary grants;
  private final Set<String> known = new HashSet<>();
  private long lastSeq;
  private boolean finished;

  /**
   * Creates a history.
   *
   * @param created when the run was created; its creation timestamp has seconds only
   */
  RunHistory(AgentRun run, Instant created, GrantSummary grants) {
    this.namespace = run.getMetadata().getNamespace();
    this.name = run.getMetadata().getName();
    this.uid = run.getMetadata().getUid();
    this.created = created;
    this.grants = grants;
  }

  /** Whether the log contains the result of the agent. */
  boolean isLogComplete() {
    return finished;
  }

  /** Whether a step of the agent is known. */
  boolean hasSteps() {
    return lastSeq > 0;
  }

  /** Creates an event that explains to the user what is missing. */
  RunEvent note(String message) {
    return event(Type.NOTE, Instant.now()).message(message).build();
  }

  /** Whether the agent of a run has completed, so that its log gets no more entries. */
  static boolean isCompleted(AgentRun run) {
    AgentRunStatus status = run.getStatus();
    return status != null
        && (status.isFinal()
            || status.conditions().stream().anyMatch(c -> c.getType().equals(SUCCEEDED)));
  }

  /** Returns the new events of an observed status up to the start of the pod. */
  List<RunEvent> started(AgentRun run) {
    AgentRunStatus status = Objects.requireNonNullElseGet(run.getStatus(), AgentRunStatus::empty);
    List<RunEvent> events = new ArrayList<>();
    if (known.add("created")) {
      events.add(event(Type.CREATED, created).build());
    }
    for (Condition condition : status.conditions()) {
      if (condition.getType().equals(PLANNED)
          && "True".equals(condition.getStatus())
          && known.add("planned")) {
        events.add(of(Type.PLANNED, condition));
      }
    }
    for (SkillStatus skill : status.skills()) {
      if (skill.grantedAt() != null && known.add("granted " + skill.name())) {
        events.add(
            event(Type.GRANTED, Instant.parse(skill.grantedAt()))
                .skill(skill.name(), skill.serviceAccount())
                .message(grants.describe(skill.name()))
                .build());
      }
    }
    if (status.podName() != null && status.startedAt() != null && known.add("pod")) {
      events.add(
          event(Type.POD, Instant.parse(status.startedAt())).message(containers(status)).build());
    }
    status.conditions().stream()
        .filter(c -> !c.getType().equals(SUCCEEDED) && !status.isFinal())
        // The log contains each wait.
        .filter(c -> !c.getType().equals(MODEL_AVAILABLE))
        .filter(c -> "False".equals(c.getStatus()))
        .filter(c -> known.add(c.getType() + c.getReason() + c.getMessage()))
        .forEach(c -> events.add(of(Type.WAITING, c)));
    return events;
  }

  /** Returns the new events of an observed status from the completion of the agent on. */
  List<RunEvent> completed(AgentRun run) {
    AgentRunStatus status = Objects.requireNonNullElseGet(run.getStatus(), AgentRunStatus::empty);
    List<RunEvent> events = new ArrayList<>();
    if (status.isFinal() && status.result() != null && !status.result().isEmpty()) {
      Instant at = time(status.completedAt());
      if (known.add("result")) {
        events.add(event(Type.RESULT, at).text(status.result()).build());
      }
    }
    for (Condition condition : status.conditions()) {
      if (condition.getType().equals(REVOKED)
          && "True".equals(condition.getStatus())
          && known.add("revoked")) {
        events.add(of(Type.REVOKED, condition));
      }
    }
    if (status.isFinal() && known.add("final")) {
      boolean success = status.phase() == AgentRunPhase.SUCCEEDED;
      RunEvent.Type type = success ? Type.SUCCEEDED : Type.FAILED;
      String reason =
          status.conditions().stream()
              .filter(c -> "False".equals(c.getStatus()) || c.getType().equals(SUCCEEDED))
              .filter(c -> Set.of(SUCCEEDED, PLANNED).contains(c.getType()))
              .map(Condition::getReason)
              .findFirst()
              .orElse(null);
      events.add(
          event(type, time(status.completedAt())).reason(reason).error(status.error()).build());
    }
    return events;
  }

  /** Returns the new events of an observed log. */
  List<RunEvent> logged(ConfigMap log) {
    if (!RunLogs.isOfOperator(log, uid)) {
      return List.of();
    }
    return steps(
        log.getData()
            .getOrDefault(RunObjects.LOG_KEY, "")
            .lines()
            .flatMap(line -> LogEntry.parse(line).stream())
            .toList(),
        "see the transcript of the run");
  }

  /**
   * Returns the events of those steps that are new.
   *
   * @param hint where a user finds steps that are missing
   */
  List<RunEvent> steps(List<LogEntry> entries, @Nullable String hint) {
    List<RunEvent> events = new ArrayList<>();
    entries.stream()
        .filter(entry -> entry.seq() > lastSeq)
        .forEach(entry -> {
          long missing = entry.seq() - lastSeq - 1;
          if (missing > 0) {
            events.add(event(Type.OMITTED, entry.time()).message(hint).omitted(missing).build());
          }
          lastSeq = entry.seq();
          // The entry that completes the message contains the text.
          type(entry).ifPresent(type -> events.add(logged(entry, type)));
        });
    return events;
  }

  private static Optional<Type> type(LogEntry entry) {
    return switch (entry.kind()) {
      case STARTED -> Optional.of(Type.STARTED);
      case TEXT -> Optional.empty();
      case MODEL -> Optional.of(Type.MODEL);
      case TOOL_STARTED -> Optional.of(Type.TOOL_STARTED);
      case TOOL -> Optional.of(Type.TOOL);
      case WAITING -> Optional.of(Type.WAITING);
      case ASKED -> Optional.of(Type.ASKED);
      case FINISHED -> Optional.of(Type.RESULT);
    };
  }

  private RunEvent logged(LogEntry entry, Type type) {
    if (type == Type.RESULT) {
      finished = true;
      known.add("result");
    }
    return event(type, entry.time())
        .tool(entry.tool(), entry.subject())
        .outcome(entry.exitCode(), entry.error(), entry.durationMs())
        .text(entry.text())
        .build();
  }

  private RunEvent of(Type type, Condition condition) {
    return event(type, time(condition.getLastTransitionTime()))
        .reason(condition.getReason())
        .message(condition.getMessage())
        .build();
  }

  private RunEventBuilder event(Type type, Instant at) {
    return new RunEventBuilder(at, type, namespace, name);
  }

  private Instant time(@Nullable String text) {
    return text == null ? created : Instant.parse(text);
  }

  private static String containers(AgentRunStatus status) {
    return Stream.concat(
            Stream.of(PodContract.CONTAINER_AGENT, PodContract.CONTAINER_BRIDGE),
            status.skills().stream()
                .filter(skill -> skill.image() != null)
                .map(skill -> PodContract.CONTAINER_SKILL_PREFIX + skill.name()))
        .collect(Collectors.joining(" · "));
  }
}
