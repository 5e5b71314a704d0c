package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Set;

/**
 * Has a run looked at though nothing of it has changed in the store. It says that the run itself
 * has, because the SDK listens to nothing else about a run that it takes for gone.
 */
public final class RunTriggerEventSource extends AbstractEventSource<Void, AgentRun> {
  RunTriggerEventSource() {
    super(Void.class, "wakes");
  }

  public void wake(AgentRun run) {
    getEventHandler()
        .handleEvent(new ResourceEvent(ResourceAction.UPDATED, ResourceID.fromResource(run), run));
  }

  @Override
  public Set<Void> getSecondaryResources(AgentRun run) {
    return Set.of();
  }
}
