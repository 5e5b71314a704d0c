package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Set;

/**
 * Triggers a reconcile without a change in the API server. Emits an event for the primary resource:
 * JOSDK drops all other events for a resource that it considers deleted.
 */
final class RunTriggerEventSource extends AbstractEventSource<Void, AgentRun> {
  RunTriggerEventSource() {
    super(Void.class, "run-trigger");
  }

  void trigger(AgentRun run) {
    getEventHandler()
        .handleEvent(new ResourceEvent(ResourceAction.UPDATED, ResourceID.fromResource(run), run));
  }

  @Override
  public Set<Void> getSecondaryResources(AgentRun run) {
    return Set.of();
  }
}
