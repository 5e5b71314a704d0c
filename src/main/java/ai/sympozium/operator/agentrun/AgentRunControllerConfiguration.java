package ai.sympozium.operator.agentrun;

import ai.sympozium.api.AgentRun;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import io.quarkiverse.operatorsdk.runtime.QuarkusControllerConfiguration;
import java.time.Duration;

/**
 * Configures the run controller to receive all events. The reconciler adds and removes the
 * finalizer of runs itself, so deletions must reach it. Workaround: the extension does not apply
 * the flag of the annotation, see https://github.com/quarkiverse/quarkus-operator-sdk/pull/1218;
 * remove when it does.
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
