package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.cache.RunEventSources.Sources;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what a plan depends on from the caches of the run controller. ConfigMaps of users are not
 * cached and are read live, as are packs and instances that the caches have reduced.
 */
@ApplicationScoped
public class CachedClusterReader implements ClusterReader {
  private final RunEventSources sources;
  private final LiveClusterReader live;
  private final CeilingReader ceilings;

  CachedClusterReader(
      RunEventSources sources,
      LiveClusterReader live,
      KubernetesClient client,
      OperatorConfig config) {
    this.sources = sources;
    this.live = live;
    this.ceilings =
        new CeilingReader(client, config.namespace(), config.allowedDangerousPermissions());
  }

  @Override
  public Optional<SympoziumInstance> instance(String namespace, String name) {
    return sources
        .required()
        .instances()
        .get(new ResourceID(name, namespace))
        .flatMap(cached ->
            cached.getSpec() == null ? live.instance(namespace, name) : Optional.of(cached));
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    return sources
        .required()
        .packs()
        .get(new ResourceID(name, namespace))
        .flatMap(
            cached -> cached.getSpec() == null ? live.pack(namespace, name) : Optional.of(cached));
  }

  /** Whether a run can be planned without a live read of a large object. */
  public boolean isComplete(AgentRun run) {
    if (CachedRuns.isReduced(run)) {
      return false;
    }
    Sources cached = sources.required();
    String namespace = run.getMetadata().getNamespace();
    Optional<SympoziumInstance> instance =
        cached.instances().get(new ResourceID(run.getSpec().instanceRef(), namespace));
    return instance.filter(i -> i.getSpec() == null).isEmpty()
        && Stream.concat(
                run.getSpec().skills().stream(),
                instance.stream().flatMap(i -> i.getSpec().skills().stream()))
            .flatMap(ref ->
                Stream.of(namespace, live.operatorNamespace())
                    .map(ns -> new ResourceID(ref.skillPackRef(), ns)))
            .flatMap(id -> cached.packs().get(id).stream())
            .allMatch(pack -> pack.getSpec() != null);
  }

  @Override
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    return live.hasConfigMapKey(namespace, name, key);
  }

  @Override
  public Map<String, String> markdown(String namespace, String name) {
    return live.markdown(namespace, name);
  }

  @Override
  public GrantPolicy limits(String namespace) {
    Sources cached = sources.required();
    return ceilings.resolve(
        cached.ceilingRoles().get(new ResourceID(Ceiling.NAME)),
        cached.ceilingRoleBindings().list(namespace, binding -> true).toList());
  }

  @Override
  public RunPlan.Network network() {
    return live.network();
  }

  @Override
  public String trustedAuthorities() {
    return live.trustedAuthorities();
  }

  @Override
  public String operatorNamespace() {
    return live.operatorNamespace();
  }
}
