package ai.sympozium.dev.demo;

import java.time.Instant;

/** A change of a run that the cluster has reported. */
sealed interface RunEvent {

  /**
   * The status of the run changed.
   *
   * @param waitingFor message of a pod that cannot start yet, or empty
   */
  record RunChanged(String phase, String waitingFor, EventTime time) implements RunEvent {}

  /** The operator recorded a Kubernetes event on the run. */
  record EventRecorded(String name, String reason, String message, EventTime time)
      implements RunEvent {}

  /** The pod of the run was created or changed. */
  record PodChanged(String name, String containers, boolean agentStarted) implements RunEvent {}

  /** The agent wrote a line of its log. */
  record LogLine(String text, EventTime time) implements RunEvent {}

  /** The log of the agent has no more lines. */
  record LogClosed(int lines) implements RunEvent {}

  /**
   * Time of an event.
   *
   * @param reported time by the clock of the cluster, or null
   * @param observed time at which this program received the event
   */
  record EventTime(Instant reported, Instant observed) {
    /** Returns the cluster's time unless its clock contradicts the clock of this machine. */
    Instant notBefore(Instant earliest) {
      return reported == null || reported.isBefore(earliest) || reported.isAfter(observed)
          ? observed
          : reported;
    }
  }
}
