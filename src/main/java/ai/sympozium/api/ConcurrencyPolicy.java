package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Policy for a time that is due while an earlier run of the schedule is active. */
public enum ConcurrencyPolicy {
  @JsonProperty("Forbid")
  FORBID,
  @JsonProperty("Allow")
  ALLOW,
  @JsonProperty("Replace")
  REPLACE
}
