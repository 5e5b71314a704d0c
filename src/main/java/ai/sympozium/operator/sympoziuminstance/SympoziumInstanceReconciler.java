package ai.sympozium.operator.sympoziuminstance;

import static java.util.Objects.requireNonNull;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.channel.ConnectorPods;
import ai.sympozium.operator.channel.ConnectorState;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.endpoint.EndpointState;
import ai.sympozium.operator.endpoint.EndpointWriter;
import ai.sympozium.operator.kube.LargeWork;
import ai.sympozium.operator.kube.StatusPatch;
import ai.sympozium.operator.kube.StoredControllerConfiguration;
import ai.sympozium.operator.sympoziumschedule.ScheduleTimer;
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
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports for each instance whether it can run, counts its runs and deletes surplus runs. */
@ControllerConfiguration(name = "sympoziuminstance")
// Each change of a run is an event here. The limit keeps counting from slowing down a start burst.
@RateLimited(maxReconciliations = 2, within = 1)
public class SympoziumInstanceReconciler implements Reconciler<SympoziumInstance> {
  private static final int WRITES_AT_A_TIME = 4;
  private static final Duration IMMEDIATELY = Duration.ZERO;
  private static final Duration LARGE_WORK_RETRY = Duration.ofMillis(50);

  private final WholeInstances whole;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final RunLister runs;
  private final RunHistory history;
  private final ConnectorPods connectors;
  private final EndpointWriter endpoints;
  private final ScheduleTimer schedules;
  private final LargeWork largeWork = new LargeWork(WRITES_AT_A_TIME, LARGE_WORK_RETRY);
  private volatile @Nullable PackEventSource packs;

  SympoziumInstanceReconciler(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      RunLister runs,
      RunHistory history,
      ConnectorPods connectors,
      EndpointWriter endpoints,
      ScheduleTimer schedules) {
    this.whole = new WholeInstances(client);
    this.config = config;
    this.clock = clock;
    this.runs = runs;
    this.history = history;
    this.connectors = connectors;
    this.endpoints = endpoints;
    this.schedules = schedules;
  }

  @Override
  public List<EventSource<?, SympoziumInstance>> prepareEventSources(
      EventSourceContext<SympoziumInstance> context) {
    PackEventSource packSource = new PackEventSource(context, config.namespace());
    packs = packSource;
    SimpleInboundEventSource<SympoziumInstance> runSource =
        new SimpleInboundEventSource<>("instance-runs");
    runs.onChange(run -> {
      runSource.propagateEvent(
          new ResourceID(run.getSpec().instanceRef(), run.getMetadata().getNamespace()));
      schedules.changed(run);
    });
    return List.of(runSource, packSource.eventSource());
  }

  /** Configures the controller to cache what its reconciler reads. */
  public static StoredControllerConfiguration<SympoziumInstance> configuration(
      QuarkusConfigurationService service, SympoziumInstanceReconciler reconciler) {
    return StoredControllerConfiguration.of(
        service, service.getConfigurationFor(reconciler), InstanceStores.instances());
  }

  @Override
  public UpdateControl<SympoziumInstance> reconcile(
      SympoziumInstance cached, Context<SympoziumInstance> context) {
    return whole.reconcile(cached, instance -> check(instance, context));
  }

  private UpdateControl<SympoziumInstance> check(
      SympoziumInstance instance, Context<SympoziumInstance> context) {
    List<AgentRun> stored =
        runs.runsOf(instance.getMetadata().getNamespace(), instance.getMetadata().getName());
    RunHistory.Deleted deleted = history.limit(instance, stored);
    ConnectorState connector = connectors.reconcile(instance);
    PackEventSource packReader = requireNonNull(packs);
    EndpointState endpoint = endpoints.reconcile(instance, packReader);
    SympoziumInstanceStatus status =
        new InstanceStatusBuilder(
                instance,
                AttachedPacksCheck.problem(instance, packReader),
                AttachedSkillsStatus.of(instance, stored, packReader),
                connector,
                endpoint)
            .build(stored, deleted.runs(), clock.instant());
    UpdateControl<SympoziumInstance> control =
        status.equals(instance.getStatus())
            ? UpdateControl.noUpdate()
            : largeWork.doOrRepeat(() -> write(instance, status, context));
    Optional<Duration> checkAfter =
        Stream.of(connector.checkAfter(), endpoint.checkAfter(), deleted.checkAfter())
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder());
    return checkAfter.isEmpty() || control.getScheduleDelay().isPresent()
        ? control
        : control.rescheduleAfter(checkAfter.get());
  }

  /** Writes few statuses at a time, because each response is a whole instance. */
  private static UpdateControl<SympoziumInstance> write(
      SympoziumInstance instance,
      SympoziumInstanceStatus status,
      Context<SympoziumInstance> context) {
    SympoziumInstance written =
        context
            .resourceOperations()
            .serverSideApplyPrimaryStatus(
                StatusPatch.of(instance, new SympoziumInstance(), status));
    // A spec that changes during the write triggers no event: the response is newer.
    return written.getMetadata().getGeneration().equals(instance.getMetadata().getGeneration())
        ? UpdateControl.noUpdate()
        : UpdateControl.<SympoziumInstance>noUpdate().rescheduleAfter(IMMEDIATELY);
  }
}
