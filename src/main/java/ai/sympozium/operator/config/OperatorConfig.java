package ai.sympozium.operator.config;

import ai.sympozium.rbac.DangerousPermission;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** What the chart tells the operator, as environment variables {@code SYMPOZIUM_*}. */
@ConfigMapping(prefix = "sympozium")
public interface OperatorConfig {
  /** Name of the operator's ServiceAccount. */
  String ACCOUNT = "sympozium-operator";

  /** The operator's own namespace: where built-in packs and the gateway are. */
  @WithDefault("sympozium-system")
  String namespace();

  /** Image of the agent and the bridge, which is the operator's own. */
  @WithDefault("sympozium:dev")
  String image();

  /** Dangerous rights that packs may have, as the administrator names them. */
  Optional<Set<DangerousPermission>> dangers();

  /** The same, none by default. */
  default Set<DangerousPermission> switchedOn() {
    return dangers().orElse(Set.of());
  }

  /** Host name of the gateway's service. */
  default String gatewayHost() {
    return "sympozium-gateway." + namespace() + ".svc";
  }

  /** Base URL of the gateway, as pods use it. */
  default String gatewayUrl() {
    return "https://" + gatewayHost() + ":8443";
  }
}
