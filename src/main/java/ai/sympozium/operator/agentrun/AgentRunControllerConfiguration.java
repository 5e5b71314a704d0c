package ai.sympozium.operator.agentrun;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.CachedRuns;
import ai.sympozium.operator.kube.StoredControllerConfiguration;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import io.quarkiverse.operatorsdk.runtime.QuarkusControllerConfiguration;

/**
 * Configures the run controller to receive all events. The reconciler adds and removes the
 * finalizer of runs itself, so deletions must reach it. Workaround: the extension does not apply
 * the flag of the annotation, see https://github.com/quarkiverse/quarkus-operator-sdk/pull/1218;
 * remove when it does.
 */
public final class AgentRunControllerConfiguration extends StoredControllerConfiguration<AgentRun> {
  private AgentRunControllerConfiguration(
      QuarkusConfigurationService service, QuarkusControllerConfiguration<AgentRun> original) {
    super(service, original, CachedRuns.store());
  }

  public static AgentRunControllerConfiguration of(
      QuarkusConfigurationService service, AgentRunReconciler reconciler) {
    return new AgentRunControllerConfiguration(service, service.getConfigurationFor(reconciler));
  }

  @Override
  public boolean triggerReconcilerOnAllEvents() {
    return true;
  }
}
