package ai.sympozium.endpoint.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Run in a list.
 *
 * @param context text that was stored with the run
 * @param completedAt null while the run is not finished
 * @param task beginning of the task
 */
public record ListedRun(
    String id, String context, Instant createdAt, @Nullable Instant completedAt, String task) {
  /** Returns the place of the run in the list. */
  public RunPosition position() {
    return new RunPosition(createdAt, id);
  }
}
