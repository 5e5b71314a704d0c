package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Phase of a run. A run is not final before the revocation of its permissions is verified. */
public enum AgentRunPhase {
  @JsonProperty("Pending")
  PENDING,
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("Succeeded")
  SUCCEEDED,
  @JsonProperty("Failed")
  FAILED;

  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }
}
