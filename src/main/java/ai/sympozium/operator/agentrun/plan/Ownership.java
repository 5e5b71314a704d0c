package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Ownership by UID: names and labels can be anybody's. */
public final class Ownership {
  private Ownership() {}

  public static boolean by(AgentRun run, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> run.getMetadata().getUid().equals(o.getUid()));
  }

  /**
   * Whether an object was that of a run which had this run's name before it. Such a run is gone for
   * good, and what it owned goes with it in a moment.
   */
  public static boolean byForerunner(AgentRun run, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(o ->
            run.getKind().equals(o.getKind())
                && run.getMetadata().getName().equals(o.getName())
                && !run.getMetadata().getUid().equals(o.getUid()));
  }
}
