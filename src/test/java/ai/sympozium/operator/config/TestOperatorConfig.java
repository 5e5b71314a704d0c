package ai.sympozium.operator.config;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Creates the operator's settings with their defaults. */
public final class TestOperatorConfig {
  private TestOperatorConfig() {}

  public static OperatorConfig inNamespace(String namespace) {
    return new SmallRyeConfigBuilder()
        .withMapping(OperatorConfig.class)
        .withDefaultValue("sympozium.namespace", namespace)
        .build()
        .getConfigMapping(OperatorConfig.class);
  }
}
