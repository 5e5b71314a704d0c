package ai.sympozium.operator.config;

import ai.sympozium.rbac.DangerousPermission;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operator's settings, which the chart sets as environment variables {@code SYMPOZIUM_*}. */
@ConfigMapping(prefix = "sympozium")
public interface OperatorConfig {
  /** Name of the granter, the ServiceAccount in the operator's namespace that holds the ceiling. */
  String GRANTER = "sympozium-granter";

  /** The operator's own namespace, which contains the built-in packs and the gateway. */
  @WithDefault("sympozium-system")
  String namespace();

  /** Image of the agent and the bridge, which is the operator's own image. */
  @WithDefault("sympozium:dev")
  String image();

  /** User of the pods of runs and connectors, unless their namespace prescribes another one. */
  @WithDefault("1000")
  long runAsUser();

  /** Group of the pods of runs and connectors, unless their namespace prescribes another one. */
  @WithDefault("1000")
  long runAsGroup();

  /** The configured value of {@link #allowedDangerousPermissions()}; empty means none. */
  @WithName("allowed-dangerous-permissions")
  Optional<Set<DangerousPermission>> configuredDangerousPermissions();

  /** Dangerous permissions that an administrator lets packs declare. */
  default Set<DangerousPermission> allowedDangerousPermissions() {
    return configuredDangerousPermissions().orElse(Set.of());
  }

  /** Resources of the containers of pods, as the JSON of the chart value. */
  Optional<String> containerResources();

  /** The configured value of {@link #fetchUrlAllow()}; empty means none. */
  @WithName("fetch-url-allow")
  Optional<List<String>> configuredFetchUrlAllow();

  /** Host names and ranges of addresses that the tool fetch_url may reach besides public ones. */
  default List<String> fetchUrlAllow() {
    return configuredFetchUrlAllow().orElse(List.of());
  }

  /**
   * Maximum number of schedules that the agents of one instance create with the tool schedule_task.
   * 0: no run has the tool.
   */
  @WithDefault("20")
  int scheduleTaskMaxPerInstance();

  /** Shortest time between two runs of such a schedule. */
  @WithDefault("PT1M")
  Duration scheduleTaskMinInterval();

  /** The configured value of {@link #webhookAllow()}; empty means none. */
  @WithName("channels-webhook-allow")
  Optional<List<String>> configuredWebhookAllow();

  /** Host names and ranges of addresses that webhooks may have besides public ones. */
  default List<String> webhookAllow() {
    return configuredWebhookAllow().orElse(List.of());
  }

  /** The configured value of {@link #serverRanges()}; empty means none. */
  @WithName("web-endpoint-server-ranges")
  Optional<List<String>> configuredServerRanges();

  /**
   * Addresses to which the NetworkPolicy of endpoints limits API server and issuers. Empty: all.
   */
  default List<String> serverRanges() {
    return configuredServerRanges().orElse(List.of());
  }

  /** Proxy of requests by http that leave the cluster. Empty means none. */
  Optional<String> proxyHttp();

  /** Proxy of requests by https that leave the cluster. Empty means none. */
  Optional<String> proxyHttps();

  /** Hosts that are reached without a proxy, besides those of the cluster. Empty means none. */
  Optional<List<String>> proxyNone();

  /** ConfigMap in the operator's namespace with certificate authorities. Empty means none. */
  Optional<String> trustedCaConfigMap();

  /** Key of the certificates. */
  @WithDefault("ca.crt")
  String trustedCaKey();

  /** Host name of the gateway's service. */
  default String gatewayHost() {
    return "sympozium-gateway." + namespace() + ".svc";
  }

  /** User name of the granter, as which the operator creates roles and bindings. */
  default String granterUsername() {
    return "system:serviceaccount:" + namespace() + ":" + GRANTER;
  }

  /** User name as which the operator creates the roles and bindings of endpoints. */
  default String endpointGranterUsername() {
    return "system:serviceaccount:" + namespace() + ":sympozium-endpoint-granter";
  }

  /** Base URL of the gateway, as pods use it. */
  default String gatewayUrl() {
    return "https://" + gatewayHost() + ":8443";
  }
}
