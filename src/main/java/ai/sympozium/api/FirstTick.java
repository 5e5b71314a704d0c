package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When the first run of a schedule starts. */
public enum FirstTick {
  @JsonProperty("scheduled")
  SCHEDULED,
  @JsonProperty("immediate")
  IMMEDIATE
}
