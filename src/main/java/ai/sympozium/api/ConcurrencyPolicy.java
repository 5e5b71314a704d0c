package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a schedule is due while an earlier run of it is active. */
public enum ConcurrencyPolicy {
  @JsonProperty("Forbid")
  FORBID,
  @JsonProperty("Allow")
  ALLOW,
  @JsonProperty("Replace")
  REPLACE
}
