package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Handling of the pod when its run finishes. Permissions are revoked either way. */
public enum CleanupPolicy {
  @JsonProperty("delete")
  DELETE,
  @JsonProperty("keep")
  KEEP
}
