package ai.sympozium.operator.agentrun.status;

/** Types of the conditions of a run. */
public enum ConditionType {
  PLANNED("Planned"),
  PERMISSIONS_GRANTED("PermissionsGranted"),
  POD_STARTED("PodStarted"),
  /** Only in runs whose pod could not reach the gateway for a while. */
  GATEWAY_REACHED("GatewayReached"),
  /** Written by the gateway, not by the reconciler. */
  MODEL_AVAILABLE("ModelAvailable"),
  SUCCEEDED("Succeeded"),
  PERMISSIONS_REVOKED("PermissionsRevoked");

  private final String value;

  ConditionType(String value) {
    this.value = value;
  }

  /** Returns the type as it appears in the status. */
  public String value() {
    return value;
  }
}
