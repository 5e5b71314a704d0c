package ai.sympozium.cli.skill;

import ai.sympozium.api.SympoziumLabels;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Manifests of the objects that the placeholders of commands name. */
final class FixtureManifests {
  /** Name of the pod, which belongs to no workload, so that no rollout replaces it. */
  static final String POD = "web-pod";

  private static final String POD_TEMPLATE =
      """
      metadata: {labels: {app: web, %1$s: %2$s}}
          spec:
            automountServiceAccountToken: false
            terminationGracePeriodSeconds: 0
            securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
            containers:
            - name: web
              image: %3$s
              imagePullPolicy: IfNotPresent
              command: [sh, -c, "echo started; exec sleep 86400"]
              resources: {requests: {cpu: 5m, memory: 8Mi}, limits: {cpu: 100m, memory: 64Mi}}
              securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
      """
          .strip();

  /** Patch of the Deployment. */
  static final String SECOND_REVISION =
      """
      {"spec": {"replicas": 1, "template": {"metadata": {"annotations": {"revision": "2"}}}}}
      """;

  private static final String REQUIRED =
      """
      apiVersion: v1
      kind: Pod
      %2$s
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web, kind: deployment}}
        template:
          %1$s
      """;

  /** Objects without running pods. */
  private static final String OPTIONAL =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: web, labels: {app: web}}
      data: {app: web}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, labels: {app: web}}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: web, labels: {app: web}}
      automountServiceAccountToken: false
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: web, labels: {app: web}}
      spec: {accessModes: [ReadWriteOnce], storageClassName: "", resources: {requests: {storage: 1Mi}}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 0
        serviceName: web
        selector: {matchLabels: {app: web, kind: statefulset}}
        template:
          %1$s
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: web, labels: {app: web}}
      spec:
        selector: {matchLabels: {app: web, kind: daemonset}}
        template:
          %2$s
            nodeSelector: {no-such-node: "true"}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: web, labels: {app: web}}
      spec:
        suspend: true
        template:
          %3$s
            restartPolicy: Never
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: web, labels: {app: web}}
      spec:
        schedule: 0 0 1 1 *
        suspend: true
        jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: web, image: web}]}}}}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web, labels: {app: web}}
      spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: web, labels: {app: web}}
      spec: {podSelector: {matchLabels: {app: none}}, policyTypes: [Ingress]}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: web, labels: {app: web}}
      spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: web, labels: {app: web}}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: web}
        maxReplicas: 1
      """;

  private final String template;

  /** Creates the manifests with pods of a pack's image. */
  FixtureManifests(String pack, String image) {
    String quoted = "'" + image.replace("'", "''") + "'";
    template = POD_TEMPLATE.formatted(SympoziumLabels.LABEL_SKILL_TEST, pack, quoted);
  }

  /** Returns a pod, and a Deployment without pods. */
  List<JsonNode> required() {
    String pod =
        template
            .replace(
                "metadata: {labels: {app: web,",
                "metadata: {name: web-pod, labels: {app: web, kind: pod,")
            .replaceAll("(?m)^    ", "");
    return documents(
        REQUIRED.formatted(template.replace("app: web,", "app: web, kind: deployment,"), pod));
  }

  /** Returns objects without running pods. */
  List<JsonNode> optional() {
    return documents(
        OPTIONAL.formatted(
            template.replace("app: web,", "app: web, kind: statefulset,"),
            template.replace("app: web,", "app: web, kind: daemonset,"),
            template.replace("app: web,", "app: web, kind: job,")));
  }

  private static List<JsonNode> documents(String yaml) {
    try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
