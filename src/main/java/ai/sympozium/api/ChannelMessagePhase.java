package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Phase of a message. */
public enum ChannelMessagePhase {
  @JsonProperty("Pending")
  PENDING,
  @JsonProperty("Sent")
  SENT,
  @JsonProperty("Failed")
  FAILED;

  public boolean isFinal() {
    return this != PENDING;
  }
}
