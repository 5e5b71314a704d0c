package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.cache.RunEventSources.Sources;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Reads what a plan depends on from the caches of the run controller. ConfigMaps of users are not
 * cached and are read live.
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
    return sources.required().instances().get(new ResourceID(name, namespace));
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    return sources.required().packs().get(new ResourceID(name, namespace));
  }

  @Override
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    return live.hasConfigMapKey(namespace, name, key);
  }

  @Override
  public GrantPolicy limits(String namespace) {
    Sources cached = sources.required();
    return ceilings.resolve(
        cached.ceilingRoles().get(new ResourceID(Ceiling.NAME)),
        cached.ceilingRoleBindings().list(namespace, binding -> true).toList());
  }

  @Override
  public String operatorNamespace() {
    return live.operatorNamespace();
  }
}
