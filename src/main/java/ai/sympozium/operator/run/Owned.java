package ai.sympozium.operator.run;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Ownership by UID: names and labels can be anybody's. */
public final class Owned {
  private Owned() {}

  public static boolean by(AgentRun run, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> run.getMetadata().getUid().equals(o.getUid()));
  }
}
