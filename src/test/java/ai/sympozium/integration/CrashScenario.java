package ai.sympozium.integration;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;

/**
 * A part of a run's life in which the operator dies.
 *
 * @param prepare creates a run whose writes do not count yet
 * @param isPrepared whether its writes can begin to count
 * @param begin begins the part
 * @param isOver whether the part has completed
 * @param mayBeMissing whether a run may complete the part without this kind of write
 * @param check requires the promised state, however often the operator died
 */
record CrashScenario(
    Consumer<String> prepare,
    Predicate<String> isPrepared,
    Consumer<String> begin,
    Predicate<String> isOver,
    Predicate<String> mayBeMissing,
    Check check) {
  /** Checks a run with its UID. */
  interface Check {
    void accept(String run, String uid, SoftAssertions softly);
  }
}
