package ai.sympozium.operator.agentrun;

import ai.sympozium.api.AgentRun;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import io.quarkiverse.operatorsdk.runtime.QuarkusControllerConfiguration;
import java.time.Duration;

/**
 * The run controller's configuration, with every event asked for: runs keep and drop their
 * finalizer themselves, so deletions must reach the reconciler. The SDK has a flag for it on the
 * annotation, which the Quarkus extension reads and then forgets. Goes when it no longer does.
 */
public final class AgentRunControllerConfiguration
    extends QuarkusControllerConfiguration<AgentRun> {
  private AgentRunControllerConfiguration(QuarkusControllerConfiguration<AgentRun> original) {
    super(
        original.getInformerConfig(),
        original.getName(),
        original.isGenerationAware(),
        original.getAssociatedReconcilerClassName(),
        original.getRetry(),
        original.getRateLimiter(),
        original.maxReconciliationInterval().orElse(Duration.ofHours(10)),
        original.getFinalizerName(),
        original.fieldManager(),
        original.getWorkflow(),
        original.getResourceTypeName(),
        original.getResourceClass());
  }

  public static AgentRunControllerConfiguration of(
      QuarkusConfigurationService service, AgentRunReconciler reconciler) {
    AgentRunControllerConfiguration configuration =
        new AgentRunControllerConfiguration(service.getConfigurationFor(reconciler));
    configuration.setParent(service);
    return configuration;
  }

  @Override
  public boolean triggerReconcilerOnAllEvents() {
    return true;
  }
}
