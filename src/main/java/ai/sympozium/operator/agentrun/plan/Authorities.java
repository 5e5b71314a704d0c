package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.TlsSettings;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.Optional;

/**
 * Certificate authorities of the model's endpoint, which an instance names. The ConfigMap is in the
 * namespace of the instance.
 */
record Authorities(String configMap, String key) {
  private static final String DEFAULT_KEY = "ca.crt";

  static Optional<Authorities> of(SympoziumInstance instance, ClusterReader cluster) {
    TlsSettings tls = instance.getSpec().agents().defaultAgent().tls();
    if (tls == null) {
      return Optional.empty();
    }
    String key = Setting.firstNonBlank(tls.caCertKey()).orElse(DEFAULT_KEY);
    Optional<Setting> name =
        Setting.of(instance, "agents.default.tls.caCertConfigMapRef", tls.caCertConfigMapRef());
    name.ifPresent(configMap -> check(configMap, key, instance, cluster));
    return name.map(configMap -> new Authorities(configMap.value(), key));
  }

  private static void check(
      Setting configMap, String key, SympoziumInstance instance, ClusterReader cluster) {
    String namespace = instance.getMetadata().getNamespace();
    if (!ObjectNames.isObjectName(configMap.value())
        || !cluster.hasConfigMapKey(namespace, configMap.value(), key)) {
      throw new PlanRefusedException(
          Reason.MODEL_INVALID,
          "%s: ConfigMap \"%s\" with the key %s not found in namespace %s. Create it with the"
              + " certificates in PEM format, or set agents.default.tls.caCertKey to its key.",
          configMap.fieldPath(),
          configMap.value(),
          key,
          namespace);
    }
  }
}
