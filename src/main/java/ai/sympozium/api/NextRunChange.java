package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Difference between the newest run of an instance and its next run. */
public enum NextRunChange {
  @JsonProperty("Added")
  ADDED,
  @JsonProperty("Unchanged")
  UNCHANGED,
  @JsonProperty("Removed")
  REMOVED
}
