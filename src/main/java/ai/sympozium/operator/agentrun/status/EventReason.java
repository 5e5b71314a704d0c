package ai.sympozium.operator.agentrun.status;

/** Reasons of the events of a run. A run that failed has the reason of its outcome as well. */
public enum EventReason {
  STARTED("Started"),
  PLAN_REFUSED("PlanRefused"),
  SUCCEEDED("Succeeded"),
  PERMISSIONS_REVOKED("PermissionsRevoked"),
  REVOCATION_PENDING("RevocationPending"),
  RETRYING("Retrying"),
  QUOTA_EXCEEDED("QuotaExceeded"),
  WAITING_FOR_MODEL("WaitingForModel"),
  NAME_CONFLICT("NameConflict");

  private final String value;

  EventReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in events. */
  public String value() {
    return value;
  }
}
