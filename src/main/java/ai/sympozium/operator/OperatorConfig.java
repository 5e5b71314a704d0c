package ai.sympozium.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the chart tells the operator, as environment variables {@code SYMPOZIUM_*}. */
@ConfigMapping(prefix = "sympozium")
public interface OperatorConfig {
  /** The operator's own namespace: where built-in packs and the gateway are. */
  @WithDefault("sympozium-system")
  String namespace();

  /** Image of the agent and the bridge, which is the operator's own. */
  @WithDefault("sympozium:dev")
  String image();

  /** Host name of the gateway's service. */
  default String gatewayHost() {
    return "sympozium-gateway." + namespace() + ".svc";
  }

  /** Base URL of the gateway, as pods use it. */
  default String gatewayUrl() {
    return "https://" + gatewayHost() + ":8443";
  }
}
