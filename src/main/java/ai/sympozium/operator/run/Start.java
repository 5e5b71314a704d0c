package ai.sympozium.operator.run;

import io.fabric8.kubernetes.api.model.Pod;

/** What came of starting a run. */
sealed interface Start {
  /**
   * The pod is there, and every right that it may have.
   *
   * @param made whether it was not there before
   */
  record Started(Plan plan, Pod pod, boolean made) implements Start {}

  /** The plan could not be kept; no right was given. */
  record Refused(Planning.Refused why) implements Start {}

  /** What was made has to go again. */
  record Failed(Plan plan, String reason, String words) implements Start {}
}
