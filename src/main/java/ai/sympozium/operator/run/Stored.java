package ai.sympozium.operator.run;

/** What came of keeping a plan. */
sealed interface Stored {
  record Kept() implements Stored {}

  /** The run has this plan already, and it counts. */
  record Before(Plan plan) implements Stored {}

  record Refused(Planning.Refused why) implements Stored {}
}
