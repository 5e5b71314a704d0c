package ai.sympozium.operator.agentrun.status;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Reasons of the conditions of a run. Two more sources exist: a refused plan has the reason of its
 * refusal, and a pod that failed has the reason that the kubelet reports.
 */
public enum ConditionReason {
  PLANNED,
  GRANTED,
  NO_PERMISSIONS_DECLARED,
  AGENT_RUNNING,
  CONTAINER_WAITING,
  POD_UNSCHEDULED,
  POD_NOT_PREPARED,
  QUOTA_EXCEEDED,
  GATEWAY_REACHED,
  GATEWAY_NOT_REACHED,
  WAITING_FOR_MODEL,
  MODEL_ANSWERED,
  SUCCEEDED,
  ONLY_ANNOUNCED,
  FAILURE_NOT_MENTIONED,
  TOOL_FAILED,
  AGENT_FAILED,
  AGENT_EXITED,
  OOM_KILLED("OOMKilled"),
  TIMEOUT,
  DISRUPTED,
  POD_FAILED,
  POD_MISSING,
  PLAN_LOST,
  NAME_CONFLICT,
  GRANT_REJECTED,
  POD_REJECTED,
  REVOCATION_VERIFIED,
  REVOCATION_PENDING;

  private final String value;

  ConditionReason() {
    this.value = camelCase(name());
  }

  ConditionReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in conditions and events. */
  public String value() {
    return value;
  }

  private static String camelCase(String constant) {
    return Arrays.stream(constant.split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining());
  }
}
