package ai.sympozium.operator.sympoziuminstance;

import static java.util.Objects.requireNonNull;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.channel.ConnectorPods;
import ai.sympozium.operator.channel.ConnectorState;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.Conditions;
import ai.sympozium.operator.kube.StatusPatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.quarkiverse.operatorsdk.annotations.RBACRule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports for each instance whether it can run, counts its runs and deletes surplus runs. */
@ControllerConfiguration(name = "sympoziuminstance")
// Schedules have no reconciler. Agents manage those of their instance.
@RBACRule(
    apiGroups = SympoziumLabels.GROUP,
    resources = "sympoziumschedules",
    verbs = {"get", "list", "create", "update", "delete"})
// Each change of a run is an event here. The limit keeps counting from slowing down a start burst.
@RateLimited(maxReconciliations = 2, within = 1)
public class SympoziumInstanceReconciler implements Reconciler<SympoziumInstance> {
  private static final String SKILLS_READY = "SkillsReady";
  private static final String SKILLS_NOT_READY = "SkillsNotReady";

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final RunLister runs;
  private final ConnectorPods connectors;
  private volatile @Nullable PackEventSource packs;

  SympoziumInstanceReconciler(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      RunLister runs,
      ConnectorPods connectors) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.runs = runs;
    this.connectors = connectors;
  }

  @Override
  public List<EventSource<?, SympoziumInstance>> prepareEventSources(
      EventSourceContext<SympoziumInstance> context) {
    PackEventSource packSource = new PackEventSource(context, config.namespace());
    packs = packSource;
    SimpleInboundEventSource<SympoziumInstance> runSource =
        new SimpleInboundEventSource<>("instance-runs");
    runs.onChange(run ->
        runSource.propagateEvent(
            new ResourceID(run.getSpec().instanceRef(), run.getMetadata().getNamespace())));
    return List.of(runSource, packSource.eventSource());
  }

  @Override
  public UpdateControl<SympoziumInstance> reconcile(
      SympoziumInstance instance, Context<SympoziumInstance> context) {
    List<AgentRun> stored =
        runs.runsOf(instance.getMetadata().getNamespace(), instance.getMetadata().getName());
    List<AgentRun> surplus = RunHistoryLimit.surplus(stored, instance.getSpec().runHistoryLimit());
    surplus.forEach(this::delete);
    ConnectorState connector = connectors.reconcile(instance);
    SympoziumInstanceStatus status = status(instance, stored, surplus, connector);
    UpdateControl<SympoziumInstance> control =
        status.equals(instance.getStatus())
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(StatusPatch.of(instance, new SympoziumInstance(), status));
    Duration checkAfter = connector.checkAfter();
    return checkAfter == null ? control : control.rescheduleAfter(checkAfter);
  }

  /** The resource version protects a new run of the same name. */
  private void delete(AgentRun run) {
    client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
  }

  private SympoziumInstanceStatus status(
      SympoziumInstance instance,
      List<AgentRun> stored,
      List<AgentRun> surplus,
      ConnectorState connector) {
    Optional<String> problem = AttachedPacksCheck.problem(instance, requireNonNull(packs));
    long generation = instance.getMetadata().getGeneration();
    SympoziumInstanceStatus status = instance.getStatus();
    Conditions conditions =
        new Conditions(status == null ? List.of() : status.conditions())
            .with(
                "Ready",
                problem.isEmpty(),
                problem.isEmpty() ? SKILLS_READY : SKILLS_NOT_READY,
                problem.orElse("All attached packs are ready."),
                generation,
                clock.instant());
    return new SympoziumInstanceStatus(
        generation,
        (long) stored.size() - surplus.size(),
        stored.stream().filter(SympoziumInstanceReconciler::isActive).count(),
        instance.getSpec().skills().stream()
            .map(SkillRef::skillPackRef)
            .collect(Collectors.joining(", ")),
        connector.podUID(),
        connector.addTo(conditions, generation, clock.instant()).list());
  }

  private static boolean isActive(AgentRun run) {
    return run.getStatus() == null
        || run.getStatus().phase() == null
        || !run.getStatus().phase().isFinal();
  }
}
