package ai.sympozium.contract;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A process of an endpoint, as a run names the one whose client waits for it. Without this process,
 * no client gets the answer of the run.
 *
 * @param podUID UID of the pod
 * @param startedAt by the clock of the pod's node, after the container has started
 */
public record EndpointProcess(String podUID, Instant startedAt) {
  private static final String SEPARATOR = "/";

  /** Reads the value of an annotation; empty if it is not that of a process. */
  public static Optional<EndpointProcess> parse(String value) {
    int separator = value.indexOf(SEPARATOR);
    if (separator <= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new EndpointProcess(
              value.substring(0, separator), Instant.parse(value.substring(separator + 1))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns the value of the annotation. */
  public String value() {
    return podUID + SEPARATOR + startedAt;
  }
}
