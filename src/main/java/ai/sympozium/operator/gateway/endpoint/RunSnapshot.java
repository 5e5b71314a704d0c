package ai.sympozium.operator.gateway.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.TokenUsage;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.AgentResult.Metrics;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.ConditionType;
import ai.sympozium.operator.agentrun.status.RunStatus;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State of a run, as its endpoint learns it.
 *
 * @param state one of the states of the contract
 * @param uid UID of the run, or an empty text if it is absent
 * @param request annotation by which the endpoint recognizes a repeated request
 * @param message why the run waits, or has failed
 * @param result of a final run that has one
 */
record RunSnapshot(
    String state,
    String uid,
    @Nullable String request,
    @Nullable String message,
    StoredLog log,
    Optional<AgentResult> result) {
  static final RunSnapshot ABSENT =
      new RunSnapshot(EndpointContract.ABSENT, "", null, null, StoredLog.EMPTY, Optional.empty());

  /** Longest annotations that are read. Users can write annotations of 256 KiB. */
  private static final int MAX_REQUEST = 4 * 1024;

  private static final int MAX_CONTEXT = 64 * 1024;

  /** Names, state and counts of a run. */
  private static final long MEMBERS = 512;

  private static final String STOP = "stop";
  private static final String ERROR = "error";
  private static final String STOP_REASON = "stopReason";

  /**
   * Describes a run.
   *
   * @param reported verified result of the agent
   */
  static RunSnapshot of(AgentRun run, StoredLog log, Optional<AgentResult> reported) {
    AgentRunStatus status = RunStatus.of(run).value();
    String state = state(status);
    boolean failed = state.equals(EndpointContract.FAILED);
    return new RunSnapshot(
        state,
        run.getMetadata().getUid(),
        request(run),
        failed ? status.error() : waitsFor(status),
        log,
        isFinal(state) ? reported.or(() -> stored(status)) : Optional.empty());
  }

  RunSnapshot withLog(StoredLog longer) {
    return new RunSnapshot(state, uid, request, message, longer, result);
  }

  boolean isAbsent() {
    return state.equals(EndpointContract.ABSENT);
  }

  /** Whether nothing can be added, because the agent's last entry is stored. */
  boolean isComplete() {
    return isFinal(state)
        && log.entries().stream().anyMatch(entry -> entry.kind() == LogEntry.Kind.FINISHED);
  }

  /** Adds the members that all responses have. */
  void write(ObjectNode json) {
    json.put(EndpointContract.STATE, state);
    put(json, EndpointContract.UID, uid);
    put(json, EndpointContract.REQUEST, request);
    put(json, EndpointContract.MESSAGE, message);
    result.ifPresent(known -> json.set(EndpointContract.RESULT, toJson(known)));
  }

  /** Approximate number of characters that {@link #write} adds. */
  long size() {
    return MEMBERS
        + length(uid)
        + length(request)
        + length(message)
        + result
            .map(known -> length(known.response()) + length(known.error()) + length(message))
            .orElse(0L);
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** Returns the text by which the endpoint recognizes a repeated request. */
  static @Nullable String request(HasMetadata run) {
    return annotation(run, SympoziumLabels.ANNOTATION_REQUEST, MAX_REQUEST);
  }

  /** Returns the data that the endpoint has stored with the run for itself. */
  static @Nullable String context(HasMetadata run) {
    return annotation(run, SympoziumLabels.ANNOTATION_REQUEST_CONTEXT, MAX_CONTEXT);
  }

  /** Returns an annotation, unless it is longer than those that endpoints write. */
  private static @Nullable String annotation(HasMetadata object, String name, int max) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(name);
    return value == null || value.length() > max ? null : value;
  }

  static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      json.put(name, value);
    }
  }

  /** A run can fail although its agent succeeded. */
  private ObjectNode toJson(AgentResult known) {
    boolean failed = state.equals(EndpointContract.FAILED);
    String error = known.error() == null ? message : known.error();
    AgentResult.StopReason reason = known.stopReason();
    AgentResult shown =
        new AgentResult(
            known.response(),
            failed ? Objects.requireNonNullElse(error, "the run failed") : null,
            known.metrics(),
            known.remark(),
            reason);
    ObjectNode json = shown.toJson();
    return reason == null ? json.put(STOP_REASON, failed ? ERROR : STOP) : json;
  }

  private static String state(AgentRunStatus status) {
    return switch (status.phase()) {
      case null -> EndpointContract.PENDING;
      case PENDING -> EndpointContract.PENDING;
      case RUNNING -> EndpointContract.RUNNING;
      case SUCCEEDED -> EndpointContract.SUCCEEDED;
      case FAILED -> EndpointContract.FAILED;
    };
  }

  private static boolean isFinal(String state) {
    return state.equals(EndpointContract.SUCCEEDED) || state.equals(EndpointContract.FAILED);
  }

  private static @Nullable String waitsFor(AgentRunStatus status) {
    return status.conditions().stream()
        .filter(condition -> "False".equals(condition.getStatus()))
        .map(Condition::getMessage)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The status has the beginning of the response when the bridge could not report. */
  private static Optional<AgentResult> stored(AgentRunStatus status) {
    TokenUsage usage = status.tokenUsage();
    if (usage == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AgentResult(
            status.result(),
            status.error(),
            new Metrics(
                usage.durationMs(), usage.inputTokens(), usage.outputTokens(), usage.toolCalls()),
            hasFailedTool(status) ? AgentResult.TOOL_FAILED : null,
            null));
  }

  private static boolean hasFailedTool(AgentRunStatus status) {
    return status.conditions().stream()
        .filter(condition -> ConditionType.SUCCEEDED.value().equals(condition.getType()))
        .anyMatch(condition -> ConditionReason.TOOL_FAILED.value().equals(condition.getReason()));
  }
}
