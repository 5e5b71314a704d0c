package ai.sympozium.dev.demo;

import java.time.Instant;

/** What is heard of a run. */
sealed interface RunEvent {

  /** The run's status is another. */
  record RunChanged(String phase, String trouble, When when) implements RunEvent {}

  /** The operator wrote an event on the run. */
  record EventWritten(String name, String reason, String type, String message, When when)
      implements RunEvent {}

  /** The run's pod is there, or another. */
  record PodChanged(String name, String containers, boolean agentStarted) implements RunEvent {}

  /** The agent wrote a line of its log. */
  record Logged(String line, When when) implements RunEvent {}

  /** The log is over. */
  record LogEnded(int lines) implements RunEvent {}

  /**
   * A moment.
   *
   * @param own as the cluster has it, or null
   * @param seen when it was heard of here
   */
  record When(Instant own, Instant seen) {
    static When seenNow() {
      return new When(null, Instant.now());
    }

    /** The cluster's own time unless its clock and ours can't be the same. */
    Instant notBefore(Instant earliest) {
      return own == null || own.isBefore(earliest) || own.isAfter(seen) ? seen : own;
    }
  }
}
