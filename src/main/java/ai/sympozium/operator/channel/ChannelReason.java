package ai.sympozium.operator.channel;

/**
 * Reasons of the condition {@code ChannelsReady} of an instance, and those reasons of a message
 * that the operator sets. A connector reports further reasons of a message.
 */
public enum ChannelReason {
  CONNECTOR_RUNNING("ConnectorRunning"),
  CONNECTOR_STARTING("ConnectorStarting"),
  SECRET_MISSING("SecretMissing"),
  POD_REJECTED("PodRejected"),
  NAME_CONFLICT("NameConflict"),
  WAITING("Waiting"),
  INSTANCE_NOT_FOUND("InstanceNotFound"),
  CHANNEL_NOT_FOUND("ChannelNotFound"),
  CHAT_NOT_ALLOWED("ChatNotAllowed"),
  DEADLINE_EXCEEDED("DeadlineExceeded");

  private final String value;

  ChannelReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in conditions and in the status of a message. */
  public String value() {
    return value;
  }
}
