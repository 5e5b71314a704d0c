package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the pod when its run has ended. The rights end in both cases. */
public enum CleanupPolicy {
  @JsonProperty("delete")
  DELETE,
  @JsonProperty("keep")
  KEEP
}
