package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.agentrun.plan.MarkdownTexts;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.TrustedCertificates;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a plan depends on from the API server. Used before a run is refused: a run may be
 * created in the same second as the objects it refers to.
 */
@ApplicationScoped
public class LiveClusterReader implements ClusterReader {
  private final KubernetesClient client;
  private final OperatorConfig config;
  private final ConfigMapReader configMaps;
  private final CeilingReader ceilings;

  LiveClusterReader(KubernetesClient client, OperatorConfig config, ConfigMapReader configMaps) {
    this.client = client;
    this.config = config;
    this.configMaps = configMaps;
    this.ceilings =
        new CeilingReader(client, config.namespace(), config.allowedDangerousPermissions());
  }

  /** Reads a run. Empty if it does not exist or was recreated with the same name. */
  public Optional<AgentRun> run(AgentRun cached) {
    return Optional.ofNullable(client.resource(cached).get())
        .filter(run -> run.getMetadata().getUid().equals(cached.getMetadata().getUid()));
  }

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
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    return configMaps
        .read(
            namespace,
            name,
            map -> Optional.of(map.getData() != null && map.getData().containsKey(key)))
        .orElse(false);
  }

  @Override
  public Map<String, String> markdown(String namespace, String name) {
    return configMaps
        .read(namespace, name, map -> Optional.of(MarkdownTexts.of(map)))
        .orElse(Map.of());
  }

  @Override
  public GrantPolicy limits(String namespace) {
    return ceilings.read(namespace);
  }

  @Override
  public RunPlan.Network network() {
    return new RunPlan.Network(
        config.proxyHttp().orElse(null),
        config.proxyHttps().orElse(null),
        config.proxyNone().orElse(List.of()),
        config
            .trustedCaConfigMap()
            .map(name -> new RunPlan.TrustedCA(name, config.trustedCaKey()))
            .orElse(null));
  }

  /** Reads them for each run, so that a change applies to the next run. */
  @Override
  public String trustedAuthorities() {
    RunPlan.TrustedCA configured = network().trustedCA();
    if (configured == null) {
      return "";
    }
    String namespace = config.namespace();
    return configMaps
        .read(
            namespace,
            configured.configMap(),
            map -> Optional.of(TrustedCertificates.of(configured, namespace, map)))
        .orElseGet(() -> TrustedCertificates.of(configured, namespace, null));
  }

  @Override
  public String operatorNamespace() {
    return config.namespace();
  }
}
