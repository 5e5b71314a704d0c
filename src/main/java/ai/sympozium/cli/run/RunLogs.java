package ai.sympozium.cli.run;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Map;

/** Finds the ConfigMaps that the operator writes for a run. */
final class RunLogs {
  private RunLogs() {}

  static Resource<ConfigMap> log(Cluster cluster, String run) {
    return configMap(cluster, RunObjects.logName(run));
  }

  static Resource<ConfigMap> configMap(Cluster cluster, String name) {
    return cluster.client().configMaps().inNamespace(cluster.namespace()).withName(name);
  }

  /** Whether the operator wrote a ConfigMap for this run. Skills cannot set its label. */
  static boolean isOfOperator(ConfigMap map, String runUID) {
    Map<String, String> labels = map.getMetadata().getLabels();
    return map.getData() != null
        && labels != null
        && SympoziumLabels.MANAGED_BY.equals(labels.get(SympoziumLabels.LABEL_MANAGED_BY))
        && map.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> runUID.equals(owner.getUid()));
  }

  static boolean isForbidden(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }
}
