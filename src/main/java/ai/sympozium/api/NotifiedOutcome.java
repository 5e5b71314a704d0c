package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Outcome of a run of which a message informs. */
public enum NotifiedOutcome {
  @JsonProperty("failure")
  FAILURE,
  @JsonProperty("success")
  SUCCESS
}
