package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingStores;
import ai.sympozium.operator.kube.ListPages;
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
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Informers of the run controller. Pods trigger a reconcile of their run. Instances, packs and the
 * ceiling are only read. ConfigMaps are not watched: a user who writes ConfigMaps can label them.
 */
@ApplicationScoped
public class RunEventSources {
  private static final String MANAGED_ONLY =
      SympoziumLabels.LABEL_MANAGED_BY + "=" + SympoziumLabels.MANAGED_BY;

  /** Selects the aggregated role, so that no other ClusterRole is cached. */
  private static final String CEILING_ROLE_ONLY =
      SympoziumLabels.LABEL_AGGREGATED_CEILING + "=true";

  private static final String CEILING_BINDINGS_ONLY =
      SympoziumLabels.LABEL_NAMESPACE_CEILING + "=true";

  private final OperatorConfig config;
  private final List<RunIndex> indexes;
  private final DisruptedPods disrupted = new DisruptedPods();
  private volatile @Nullable Sources sources;

  RunEventSources(OperatorConfig config, @All List<RunIndex> indexes) {
    this.config = config;
    this.indexes = indexes;
  }

  record Sources(
      IndexerResourceCache<AgentRun> runs,
      RunTriggerEventSource trigger,
      InformerEventSource<Pod, AgentRun> pods,
      InformerEventSource<SympoziumInstance, AgentRun> instances,
      InformerEventSource<SkillPack, AgentRun> packs,
      InformerEventSource<ClusterRole, AgentRun> ceilingRoles,
      InformerEventSource<RoleBinding, AgentRun> ceilingRoleBindings) {}

  /** Creates the event sources when the controller is registered. */
  public List<EventSource<?, AgentRun>> prepare(EventSourceContext<AgentRun> context) {
    indexes.forEach(index ->
        context
            .getPrimaryCache()
            .addIndexer(index.name(), run -> index.key(run).map(List::of).orElse(List.of())));
    Sources prepared =
        new Sources(
            context.getPrimaryCache(),
            new RunTriggerEventSource(),
            informer(
                informerOf(Pod.class, "run-pods", MANAGED_ONLY, CachedPods::runOf)
                    .withItemStore(CachedPods.store(disrupted::remember)),
                context),
            informer(
                informerOf(SympoziumInstance.class, "instances", null, triggersNothing())
                    .withItemStore(CachedDefinitions.instances()),
                context),
            informer(
                informerOf(SkillPack.class, "packs", null, triggersNothing())
                    .withItemStore(CachedDefinitions.packs()),
                context),
            informer(
                informerOf(ClusterRole.class, "ceiling", CEILING_ROLE_ONLY, triggersNothing())
                    .withItemStore(CeilingStores.roles()),
                context),
            informer(
                informerOf(
                        RoleBinding.class,
                        "ceiling-rolebindings",
                        CEILING_BINDINGS_ONLY,
                        triggersNothing())
                    .withItemStore(CeilingStores.bindings(config.namespace())),
                context));
    sources = prepared;
    return List.of(
        prepared.trigger(),
        prepared.pods(),
        prepared.instances(),
        prepared.packs(),
        prepared.ceilingRoles(),
        prepared.ceilingRoleBindings());
  }

  /** Adds a created pod to the cache, so that it is known before its event arrives. */
  public void podCreated(Pod pod) {
    required().pods().handleRecentResourceCreate(ResourceID.fromResource(pod), pod);
  }

  /** Returns the last state of a pod that was deleted after a disruption. */
  Optional<Pod> disruptedPod(String uid) {
    return disrupted.find(uid);
  }

  /** Triggers a reconcile of a run without a change in the API server. */
  public void trigger(AgentRun run) {
    required().trigger().trigger(run);
  }

  /** Empty while the run controller is not started, when its caches cannot be read. */
  Optional<Sources> sources() {
    return Optional.ofNullable(sources).filter(started -> started.pods().isRunning());
  }

  Sources required() {
    Sources prepared = sources;
    if (prepared == null) {
      throw new IllegalStateException("the run controller is not registered");
    }
    return prepared;
  }

  private static <T extends HasMetadata> InformerEventSourceConfiguration.Builder<T> informerOf(
      Class<T> type, String name, @Nullable String selector, SecondaryToPrimaryMapper<T> mapper) {
    InformerEventSourceConfiguration.Builder<T> configuration =
        InformerEventSourceConfiguration.from(type, AgentRun.class)
            .withName(name)
            .withWatchAllNamespaces()
            .withInformerListLimit(ListPages.MAX_SIZE)
            .withSecondaryToPrimaryMapper(mapper);
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

  private static <T extends HasMetadata> SecondaryToPrimaryMapper<T> triggersNothing() {
    return object -> Set.of();
  }
}
