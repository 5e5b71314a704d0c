package ai.sympozium.operator.sympoziumschedule.decision;

/** Reasons of the condition {@code Ready} and of the events of a schedule. */
public enum ScheduleReason {
  SCHEDULED("Scheduled"),
  WAITING_FOR_RUN("WaitingForRun"),
  SUSPENDED("Suspended"),
  INVALID_SCHEDULE("InvalidSchedule"),

  /** Also an event. */
  RUN_REJECTED("RunRejected"),

  /** Only an event. */
  RUN_MISSED("RunMissed"),

  /** Only an event. */
  NOTIFICATION_REJECTED("NotificationRejected");

  private final String value;

  ScheduleReason(String value) {
    this.value = value;
  }

  /** Returns the reason as it appears in conditions and events. */
  public String value() {
    return value;
  }
}
