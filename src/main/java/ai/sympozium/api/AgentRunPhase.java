package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a run stands. A run is not final while one of its rights is alive. */
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
