package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Informers of the run controller. Pods and ConfigMaps trigger a reconcile of their run. Instances,
 * packs and the ceiling are only read.
 */
@ApplicationScoped
public class RunEventSources {
  /**
   * How many objects an initial list returns at a time. A page stays in memory untrimmed, and
   * thousands of untrimmed runs do not fit.
   */
  public static final long PAGE_SIZE = 250;

  /** The same for ConfigMaps. Any client can label ConfigMaps of 1 MiB, so a page is 12 MiB. */
  private static final long CONFIG_MAPS_PAGE_SIZE = 12;

  private static final String MANAGED_ONLY =
      SympoziumLabels.LABEL_MANAGED_BY + "=" + SympoziumLabels.MANAGED_BY;

  /** Logs change often and decide nothing. */
  private static final String MANAGED_WITHOUT_LOGS =
      MANAGED_ONLY + ",!" + SympoziumLabels.LABEL_AGENT_LOG;

  /** Selects the aggregated role, so that no other ClusterRole is cached. */
  private static final String CEILING_ROLE_ONLY =
      SympoziumLabels.LABEL_AGGREGATED_CEILING + "=true";

  private static final String CEILING_BINDINGS_ONLY =
      SympoziumLabels.LABEL_NAMESPACE_CEILING + "=true";

  private static final SecondaryToPrimaryMapper<HasMetadata> TRIGGERS_NOTHING = object -> Set.of();

  private final ConfigMapSigner signer;
  private volatile @Nullable Sources sources;

  RunEventSources(ConfigMapSigner signer) {
    this.signer = signer;
  }

  record Sources(
      IndexerResourceCache<AgentRun> runs,
      RunTriggerEventSource trigger,
      InformerEventSource<Pod, AgentRun> pods,
      InformerEventSource<ConfigMap, AgentRun> configMaps,
      InformerEventSource<SympoziumInstance, AgentRun> instances,
      InformerEventSource<SkillPack, AgentRun> packs,
      InformerEventSource<ClusterRole, AgentRun> ceilingRoles,
      InformerEventSource<RoleBinding, AgentRun> ceilingRoleBindings) {}

  /** Creates the event sources when the controller is registered. */
  public List<EventSource<?, AgentRun>> prepare(EventSourceContext<AgentRun> context) {
    Sources prepared =
        new Sources(
            context.getPrimaryCache(),
            new RunTriggerEventSource(),
            informer(
                informerOf(Pod.class, "run-pods", MANAGED_ONLY, RunEventSources::runOf)
                    .withItemStore(TrimmingItemStore.ofPods()),
                context),
            informer(
                informerOf(
                        ConfigMap.class,
                        "run-configmaps",
                        MANAGED_WITHOUT_LOGS,
                        RunEventSources::runOf)
                    .withInformerListLimit(CONFIG_MAPS_PAGE_SIZE)
                    .withItemStore(
                        TrimmingItemStore.ofConfigMaps(
                            signer, Set.of(RunObjects.PLAN_KEY, RunObjects.RESULT_KEY))),
                context),
            informer(
                informerOf(SympoziumInstance.class, "instances", null, TRIGGERS_NOTHING), context),
            informer(informerOf(SkillPack.class, "packs", null, TRIGGERS_NOTHING), context),
            informer(
                informerOf(ClusterRole.class, "ceiling", CEILING_ROLE_ONLY, TRIGGERS_NOTHING),
                context),
            informer(
                informerOf(
                    RoleBinding.class,
                    "ceiling-rolebindings",
                    CEILING_BINDINGS_ONLY,
                    TRIGGERS_NOTHING),
                context));
    sources = prepared;
    return List.of(
        prepared.trigger(),
        prepared.pods(),
        prepared.configMaps(),
        prepared.instances(),
        prepared.packs(),
        prepared.ceilingRoles(),
        prepared.ceilingRoleBindings());
  }

  /** Adds a created pod to the cache, so that it is known before its event arrives. */
  public void podCreated(Pod pod) {
    required().pods().handleRecentResourceCreate(ResourceID.fromResource(pod), pod);
  }

  /** Triggers a reconcile of a run without a change in the API server. */
  public void trigger(AgentRun run) {
    required().trigger().trigger(run);
  }

  /** Empty while the run controller is not started, when its caches cannot be read. */
  Optional<Sources> sources() {
    return Optional.ofNullable(sources)
        .filter(started -> started.pods().isRunning() && started.configMaps().isRunning());
  }

  Sources required() {
    Sources prepared = sources;
    if (prepared == null) {
      throw new IllegalStateException("the run controller is not registered");
    }
    return prepared;
  }

  private static <T extends HasMetadata> InformerEventSourceConfiguration.Builder<T> informerOf(
      Class<T> type,
      String name,
      @Nullable String selector,
      SecondaryToPrimaryMapper<HasMetadata> mapper) {
    InformerEventSourceConfiguration.Builder<T> configuration =
        InformerEventSourceConfiguration.from(type, AgentRun.class)
            .withName(name)
            .withWatchAllNamespaces()
            .withInformerListLimit(PAGE_SIZE)
            .withSecondaryToPrimaryMapper(mapper::toPrimaryResourceIDs);
    if (selector != null) {
      configuration.withLabelSelector(selector);
    }
    return configuration;
  }

  private static <T extends HasMetadata> InformerEventSource<T, AgentRun> informer(
      InformerEventSourceConfiguration.Builder<T> configuration,
      EventSourceContext<AgentRun> context) {
    return new InformerEventSource<>(configuration.build(), context);
  }

  private static Set<ResourceID> runOf(HasMetadata object) {
    String run =
        object.getMetadata().getLabels() == null
            ? null
            : object.getMetadata().getLabels().get(SympoziumLabels.LABEL_RUN);
    return run == null
        ? Set.of()
        : Set.of(new ResourceID(run, object.getMetadata().getNamespace()));
  }
}
