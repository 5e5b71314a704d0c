package ai.sympozium.operator.skillpack;

import static java.util.Objects.requireNonNull;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import ai.sympozium.operator.agentrun.plan.IgnoredFields;
import ai.sympozium.operator.agentrun.plan.PackCheck;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.kube.BoundedItemStore;
import ai.sympozium.operator.kube.Conditions;
import ai.sympozium.operator.kube.LargeWork;
import ai.sympozium.operator.kube.ProcessAge;
import ai.sympozium.operator.kube.StatusPatch;
import ai.sympozium.operator.kube.StoredControllerConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reports for each pack whether a run could attach it. */
@ControllerConfiguration(name = "skillpack")
public class SkillPackReconciler implements Reconciler<SkillPack> {
  private static final Logger LOG = Logger.getLogger(SkillPackReconciler.class);

  /** Detects changes of roles that ceiling RoleBindings refer to. Only the bindings are watched. */
  private static final Duration ROLE_POLL_INTERVAL = Duration.ofMinutes(5);

  private static final int PACKS_AT_A_TIME = 4;
  private static final Duration LARGE_WORK_RETRY = Duration.ofMillis(50);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final LargeWork largeWork = new LargeWork(PACKS_AT_A_TIME, LARGE_WORK_RETRY);
  private final AtomicBoolean first = new AtomicBoolean(true);
  private volatile @Nullable CeilingEventSources ceilings;

  SkillPackReconciler(KubernetesClient client, OperatorConfig config, InstantSource clock) {
    this.client = client;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, SkillPack>> prepareEventSources(
      EventSourceContext<SkillPack> context) {
    CeilingEventSources sources = new CeilingEventSources(client, config, context);
    ceilings = sources;
    return sources.eventSources();
  }

  /** Configures the controller to cache the identity of packs only, because packs can be large. */
  public static StoredControllerConfiguration<SkillPack> configuration(
      QuarkusConfigurationService service, SkillPackReconciler reconciler) {
    return StoredControllerConfiguration.of(
        service,
        service.getConfigurationFor(reconciler),
        BoundedItemStore.trimming(pack -> {
          pack.setSpec(null);
          pack.setStatus(null);
        }));
  }

  @Override
  public UpdateControl<SkillPack> reconcile(SkillPack cached, Context<SkillPack> context) {
    if (first.getAndSet(false)) {
      logStart();
    }
    return largeWork.doOrRepeat(() ->
        Optional.ofNullable(client.resource(cached).get())
            .map(pack -> check(pack, context))
            .orElseGet(UpdateControl::noUpdate));
  }

  /** Writes the status itself, because the response is the whole pack. */
  private UpdateControl<SkillPack> check(SkillPack pack, Context<SkillPack> context) {
    CeilingEventSources sources = requireNonNull(ceilings);
    SkillPackStatus status = status(pack, verdict(pack, sources));
    if (!status.equals(pack.getStatus())) {
      context
          .resourceOperations()
          .serverSideApplyPrimaryStatus(StatusPatch.of(pack, new SkillPack(), status));
    }
    UpdateControl<SkillPack> control = UpdateControl.noUpdate();
    return sources.namespacesWithBindings().isEmpty()
        ? control
        : control.rescheduleAfter(ROLE_POLL_INTERVAL);
  }

  /** Runs of every namespace can attach packs of the operator's namespace. */
  private PackVerdict verdict(SkillPack pack, CeilingEventSources sources) {
    String namespace = pack.getMetadata().getNamespace();
    boolean shared = namespace.equals(config.namespace());
    GrantPolicy limits = sources.limits(namespace);
    Optional<Refused> refused = PackCheck.check(pack, shared ? limits.clusterWideOnly() : limits);
    List<String> namespaces =
        refused.isPresent() && shared
            ? sources.namespacesWithBindings().stream()
                .filter(other -> PackCheck.check(pack, sources.limits(other)).isEmpty())
                .toList()
            : List.of();
    return PackVerdict.of(refused, namespaces);
  }

  private SkillPackStatus status(SkillPack pack, PackVerdict verdict) {
    long generation = pack.getMetadata().getGeneration();
    SidecarSpec sidecar = pack.getSpec().sidecar();
    SkillPackStatus status = pack.getStatus();
    Conditions conditions =
        new Conditions(status == null ? List.of() : status.conditions())
            .with(
                "Ready",
                verdict.ready(),
                verdict.reason(),
                verdict.message(),
                generation,
                clock.instant());
    return new SkillPackStatus(
        generation,
        pack.getSpec().skills().size(),
        sidecar == null ? 0 : sidecar.rbac().size() + sidecar.clusterRBAC().size(),
        NameList.of(pack.getSpec().requiredPrograms()),
        NameList.of(pack.getSpec().requiredTools()),
        IgnoredFields.of(pack.getSpec()).addTo(conditions, generation, clock.instant()).list());
  }

  private void logStart() {
    LOG.infof("first reconcile %d ms after the start of the process", ProcessAge.now().toMillis());
  }
}
