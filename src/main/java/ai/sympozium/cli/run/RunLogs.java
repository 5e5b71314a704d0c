package ai.sympozium.cli.run;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Map;

/** Finds the log of a run in the cluster. */
final class RunLogs {
  private RunLogs() {}

  static Resource<ConfigMap> log(Cluster cluster, String run) {
    return cluster
        .client()
        .configMaps()
        .inNamespace(cluster.namespace())
        .withName(RunObjects.logName(run));
  }

  /** Whether the operator wrote a ConfigMap for this run. Skills cannot set its label. */
  static boolean isLogOf(ConfigMap log, String runUID) {
    Map<String, String> labels = log.getMetadata().getLabels();
    return log.getData() != null
        && labels != null
        && SympoziumLabels.MANAGED_BY.equals(labels.get(SympoziumLabels.LABEL_MANAGED_BY))
        && log.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> runUID.equals(owner.getUid()));
  }

  static boolean isForbidden(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }
}
