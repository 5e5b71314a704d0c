package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/**
 * A simulated node with a pod of a Deployment and one of a DaemonSet, for commands that take a node
 * out of service. The pods need no kubelet to be deleted, because they have no grace period.
 *
 * @param pod the pod of the Deployment, which has an emptyDir
 */
record DrainedNode(String namespace, String name, String pod) implements AutoCloseable {
  private static final String MANIFESTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata: {labels: {app: cart}}
          spec: %1$s
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent}
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec: %1$s
      """;

  private static final String POD =
      """
      {nodeSelector: {kubernetes.io/hostname: %1$s}, terminationGracePeriodSeconds: 0,
       tolerations: [{key: %2$s, operator: Exists}, {key: node.kubernetes.io/not-ready, operator: Exists},
         {key: node.kubernetes.io/unreachable, operator: Exists}],
       securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}},
       volumes: [{name: data, emptyDir: {}}],
       containers: [{name: main, image: "localhost/busybox:1", volumeMounts: [{name: data, mountPath: /data}],
         securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}
      """;

  static DrainedNode start() {
    String namespace = TestCluster.namespace("drained");
    SimulatedNode.create(namespace, Map.of("kubernetes.io/hostname", namespace), Map.of());
    TestCluster.apply(
        namespace,
        MANIFESTS.formatted(
            POD.formatted(namespace, SimulatedNode.TAINT).strip().replace("\n", " ")));
    List<Pod> pods =
        await("pods on the simulated node")
            .atMost(TestCluster.TIMEOUT)
            .until(() -> podsOn(namespace), found -> found.size() == 2);
    String evicted =
        pods.stream()
            .map(pod -> pod.getMetadata().getName())
            .filter(pod -> pod.startsWith("cart-"))
            .findFirst()
            .orElseThrow();
    return new DrainedNode(namespace, namespace, evicted);
  }

  private static List<Pod> podsOn(String node) {
    return TestCluster.ADMIN
        .pods()
        .inNamespace(node)
        .withField("spec.nodeName", node)
        .list()
        .getItems();
  }

  /**
   * Returns whether the pod of the Deployment was evicted, and the one of the DaemonSet was not.
   */
  boolean isDrained() {
    List<String> left =
        TestCluster.ADMIN.pods().inNamespace(namespace).list().getItems().stream()
            .map(found -> found.getMetadata().getName())
            .toList();
    return !left.contains(pod) && left.stream().anyMatch(found -> found.startsWith("agent-"));
  }

  @Override
  public void close() {
    TestCluster.deleteNamespace(namespace);
    SimulatedNode.delete(name);
  }
}
