package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Purpose of a schedule. Its runs have it as a label. */
public enum ScheduleType {
  @JsonProperty("heartbeat")
  HEARTBEAT,
  @JsonProperty("scheduled")
  SCHEDULED,
  @JsonProperty("sweep")
  SWEEP;

  /** Returns the value of the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
