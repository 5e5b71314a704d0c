package ai.sympozium.operator.endpoint;

/** Reasons of the condition {@code EndpointReady} of an instance. */
public enum EndpointReason {
  ENDPOINT_READY("EndpointReady"),
  ENDPOINT_STARTING("EndpointStarting"),
  ENDPOINT_STOPPING("EndpointStopping"),
  PACK_NOT_INSTALLED("PackNotInstalled"),
  SETTINGS_INVALID("SettingsInvalid"),
  NAME_CONFLICT("NameConflict"),
  ENDPOINT_REJECTED("EndpointRejected");

  private final String value;

  EndpointReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in conditions. */
  public String value() {
    return value;
  }
}
