package ai.sympozium.endpoint.run;

import ai.sympozium.contract.EndpointContract;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Place of a run in a list. It remains valid when the run is deleted. */
public record RunPosition(Instant createdAt, String id) {
  private static final String SEPARATOR = "/";

  /** Reads a place as {@link #toString} writes it. */
  public static Optional<RunPosition> parse(String text) {
    var parts = text.split(SEPARATOR, 2);
    if (parts.length != 2 || !EndpointContract.isRunId(parts[1])) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RunPosition(Instant.parse(parts[0]), parts[1]));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return createdAt + SEPARATOR + id;
  }
}
