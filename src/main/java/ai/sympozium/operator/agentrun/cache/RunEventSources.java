package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator watches for its runs. Pods and ConfigMaps wake their run; instances, packs and
 * the ceiling are only read.
 */
public final class RunEventSources {
  /**
   * How many objects are read at a time at the start. A page is in memory as it came until the
   * parts that matter are kept of it; all at once don't fit with thousands of runs.
   */
  public static final long PAGE = 250;

  private static final String OURS =
      SympoziumLabels.LABEL_MANAGED_BY + "=" + SympoziumLabels.MANAGED_BY;

  /** The aggregated role carries this label so that no other ClusterRole need be cached. */
  private static final String CEILING_ONLY = SympoziumLabels.LABEL_AGGREGATED_CEILING + "=true";

  private static final String NAMESPACE_CEILING_ONLY =
      SympoziumLabels.LABEL_NAMESPACE_CEILING + "=true";

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final RunTriggerEventSource wakes = new RunTriggerEventSource();
  private final InformerEventSource<Pod, AgentRun> pods;
  private final InformerEventSource<ConfigMap, AgentRun> configMaps;
  private final InformerEventSource<SympoziumInstance, AgentRun> instances;
  private final InformerEventSource<SkillPack, AgentRun> packs;
  private final InformerEventSource<ClusterRole, AgentRun> aggregated;
  private final InformerEventSource<RoleBinding, AgentRun> ceilingRoleBindings;
  private final CeilingReader ceilings;

  public RunEventSources(
      KubernetesClient client,
      OperatorConfig config,
      ConfigMapSigner seal,
      EventSourceContext<AgentRun> context) {
    this.client = client;
    this.config = config;
    pods = watch(Pod.class, "run-pods", OURS, true, TrimmingItemStore.ofPods(), context);
    configMaps =
        watch(
            ConfigMap.class,
            "run-configmaps",
            OURS,
            true,
            TrimmingItemStore.ofConfigMaps(seal, Set.of(RunObjects.PLAN_KEY, RunObjects.RESULT_KEY)),
            context);
    instances = watch(SympoziumInstance.class, "instances", null, false, null, context);
    packs = watch(SkillPack.class, "packs", null, false, null, context);
    aggregated = watch(ClusterRole.class, "ceiling", CEILING_ONLY, false, null, context);
    ceilingRoleBindings =
        watch(
            RoleBinding.class,
            "ceiling-rolebindings",
            NAMESPACE_CEILING_ONLY,
            false,
            null,
            context);
    ceilings = new CeilingReader(client, config.namespace(), config.allowedDangerousPermissions());
  }

  public RunTriggerEventSource wakes() {
    return wakes;
  }

  public List<EventSource<?, AgentRun>> sources() {
    return List.of(wakes, pods, configMaps, instances, packs, aggregated, ceilingRoleBindings);
  }

  public Optional<Pod> pod(AgentRun run) {
    return pods.get(
            new ResourceID(
                RunObjects.podName(run.getMetadata().getName(), run.getMetadata().getUid()),
                run.getMetadata().getNamespace()))
        .filter(pod -> RunObjects.isOwnedBy(pod, run));
  }

  /** So that a pod is known before its event comes. */
  public void made(Pod pod) {
    pods.handleRecentResourceCreate(ResourceID.fromResource(pod), pod);
  }

  Optional<Pod> anyPod(ResourceID id) {
    return pods.get(id);
  }

  public Optional<ConfigMap> configMap(AgentRun run, String name) {
    return configMaps.get(new ResourceID(name, run.getMetadata().getNamespace()));
  }

  /** What is known of a run's pod and of its bridge's report. */
  public record Sight(Optional<Pod> pod, Optional<ConfigMap> report) {}

  /** As the caches know it. */
  public Sight seen(AgentRun run) {
    return new Sight(pod(run), configMap(run, RunObjects.transcriptName(run.getMetadata().getName())));
  }

  /** As the API server knows it, for when no event has come for a while. */
  public Sight asked(AgentRun run) {
    return new Sight(
        askedPod(run).filter(pod -> RunObjects.isOwnedBy(pod, run)),
        Optional.ofNullable(
            client
                .configMaps()
                .inNamespace(run.getMetadata().getNamespace())
                .withName(RunObjects.transcriptName(run.getMetadata().getName()))
                .get()));
  }

  /** Whatever pod has the name of the run's. */
  public Optional<Pod> askedPod(AgentRun run) {
    String name = RunObjects.podName(run.getMetadata().getName(), run.getMetadata().getUid());
    return Optional.ofNullable(
        client.pods().inNamespace(run.getMetadata().getNamespace()).withName(name).get());
  }

  /** The cluster as the caches know it: at once, perhaps a moment old. */
  public ClusterReader cached() {
    return new AbstractReader() {
      @Override
      public Optional<SympoziumInstance> instance(String namespace, String name) {
        return instances.get(new ResourceID(name, namespace));
      }

      @Override
      public Optional<SkillPack> pack(String namespace, String name) {
        return packs.get(new ResourceID(name, namespace));
      }

      @Override
      public GrantPolicy limits(String namespace) {
        return ceilings.resolve(
            aggregated.get(new ResourceID(Ceiling.NAME)),
            ceilingRoleBindings.list(namespace, binding -> true).toList());
      }
    };
  }

  /**
   * The cluster as the API server knows it. Asked before a run is refused, because a run may be
   * created in the same second as what it refers to.
   */
  public ClusterReader fresh() {
    return new AbstractReader() {
      @Override
      public Optional<SympoziumInstance> instance(String namespace, String name) {
        return Optional.ofNullable(
            client.resources(SympoziumInstance.class).inNamespace(namespace).withName(name).get());
      }

      @Override
      public Optional<SkillPack> pack(String namespace, String name) {
        return Optional.ofNullable(
            client.resources(SkillPack.class).inNamespace(namespace).withName(name).get());
      }

      @Override
      public GrantPolicy limits(String namespace) {
        return ceilings.read(namespace);
      }
    };
  }

  private abstract class AbstractReader implements ClusterReader {
    @Override
    public boolean hasConfigMapKey(String namespace, String name, String key) {
      ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
      return map != null && map.getData() != null && map.getData().containsKey(key);
    }

    @Override
    public String operatorNamespace() {
      return config.namespace();
    }
  }

  private static <T extends HasMetadata> InformerEventSource<T, AgentRun> watch(
      Class<T> type,
      String name,
      @Nullable String selector,
      boolean wakesRun,
      @Nullable TrimmingItemStore<T> store,
      EventSourceContext<AgentRun> context) {
    var configuration =
        InformerEventSourceConfiguration.from(type, AgentRun.class)
            .withName(name)
            .withWatchAllNamespaces()
            .withInformerListLimit(PAGE)
            .withSecondaryToPrimaryMapper(wakesRun ? RunEventSources::runOf : object -> Set.of());
    if (store != null) {
      configuration.withItemStore(store);
    }
    if (selector != null) {
      configuration.withLabelSelector(selector);
    }
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
