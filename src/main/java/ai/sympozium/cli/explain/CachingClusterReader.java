package ai.sympozium.cli.explain;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.agentrun.plan.MarkdownTexts;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.TrustedCertificates;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.ceiling.cluster.CeilingReader;
import ai.sympozium.rbac.DangerousPermission;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads each object once, with the credentials of the user. An object that the user may not read
 * throws {@link NotReadableException}, because the planner would take an empty result for absence.
 */
final class CachingClusterReader implements ClusterReader {
  private static final String OPERATOR = "sympozium-operator";
  private static final String DANGEROUS_PERMISSIONS = "SYMPOZIUM_ALLOWED_DANGEROUS_PERMISSIONS";

  private final Cluster cluster;
  private final Map<String, Supplier<?>> results = new HashMap<>();

  CachingClusterReader(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Optional<SympoziumInstance> instance(String namespace, String name) {
    return once(
        "get sympoziuminstances/" + name + " in " + namespace,
        () ->
            cluster
                .client()
                .resources(SympoziumInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    return once(
        "get skillpacks/" + name + " in " + namespace,
        () ->
            cluster
                .client()
                .resources(SkillPack.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
  }

  @Override
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    return configMap(namespace, name)
        .map(ConfigMap::getData)
        .filter(data -> data.containsKey(key))
        .isPresent();
  }

  @Override
  public Map<String, String> markdown(String namespace, String name) {
    return configMap(namespace, name).map(MarkdownTexts::of).orElse(Map.of());
  }

  private Optional<ConfigMap> configMap(String namespace, String name) {
    return once(
        "get configmaps/" + name + " in " + namespace,
        () -> cluster.client().configMaps().inNamespace(namespace).withName(name).get());
  }

  @Override
  public GrantPolicy limits(String namespace) {
    CeilingReader ceilings =
        new CeilingReader(
            cluster.client(), cluster.operatorNamespace(), allowedDangerousPermissions());
    return once(
            "read the ceiling (get clusterroles/"
                + Ceiling.NAME
                + ", list rolebindings in "
                + namespace
                + ")",
            () -> ceilings.read(namespace))
        .orElseThrow();
  }

  /** Reads the dangerous permissions that the operator's Deployment allows. */
  private Set<DangerousPermission> allowedDangerousPermissions() {
    return list(settings().get(DANGEROUS_PERMISSIONS)).stream()
        .flatMap(id -> DangerousPermission.fromId(id).stream())
        .collect(Collectors.toSet());
  }

  /** Reads the variables of the operator's Deployment. */
  private Map<String, String> settings() {
    String operator = "deployments/" + OPERATOR + " in " + cluster.operatorNamespace();
    Deployment deployment =
        this.<Deployment>once(
                "get " + operator,
                () ->
                    cluster
                        .client()
                        .apps()
                        .deployments()
                        .inNamespace(cluster.operatorNamespace())
                        .withName(OPERATOR)
                        .get())
            .orElseThrow(() ->
                new NotReadableException(operator + " does not exist. Set --operator-namespace."));
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getValue() != null && !variable.getValue().isBlank())
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (first, last) -> last));
  }

  private static List<String> list(@Nullable String value) {
    return value == null
        ? List.of()
        : Stream.of(value.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  @Override
  public RunPlan.Network network() {
    Map<String, String> settings = settings();
    String configMap = settings.get("SYMPOZIUM_TRUSTED_CA_CONFIG_MAP");
    return new RunPlan.Network(
        settings.get("SYMPOZIUM_PROXY_HTTP"),
        settings.get("SYMPOZIUM_PROXY_HTTPS"),
        list(settings.get("SYMPOZIUM_PROXY_NONE")),
        configMap == null
            ? null
            : new RunPlan.TrustedCA(
                configMap, settings.getOrDefault("SYMPOZIUM_TRUSTED_CA_KEY", "ca.crt")));
  }

  @Override
  public String trustedAuthorities() {
    RunPlan.TrustedCA configured = network().trustedCA();
    if (configured == null) {
      return "";
    }
    String namespace = cluster.operatorNamespace();
    ConfigMap map = configMap(namespace, configured.configMap()).orElse(null);
    return TrustedCertificates.of(configured, namespace, map);
  }

  @Override
  public String operatorNamespace() {
    return cluster.operatorNamespace();
  }

  /** Reads an object on the first call; a denied read is cached too. */
  @SuppressWarnings("unchecked")
  private <T> Optional<T> once(String request, Supplier<@Nullable T> read) {
    Supplier<?> result = results.get(request);
    if (result == null) {
      result = execute(request, read);
      results.put(request, result);
    }
    return (Optional<T>) result.get();
  }

  private <T> Supplier<Optional<T>> execute(String request, Supplier<@Nullable T> read) {
    try {
      Optional<T> found = cluster.read(request, read);
      return () -> found;
    } catch (NotReadableException e) {
      return () -> {
        throw e;
      };
    }
  }
}
