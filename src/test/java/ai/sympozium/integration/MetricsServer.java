package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.NamespaceListVisitFromServerGetDeleteRecreateWaitApplicable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/**
 * metrics-server in a namespace of its own, with the permissions of its published manifests.
 *
 * @see <a href="https://github.com/kubernetes-sigs/metrics-server">metrics-server</a>
 */
record MetricsServer(String namespace) implements AutoCloseable {
  private static final String NODES = "/apis/metrics.k8s.io/v1beta1/nodes";

  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: metrics-server, namespace: NAMESPACE}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: metrics-server, namespace: NAMESPACE}
      spec: {selector: {app: metrics-server}, ports: [{port: 443, targetPort: 10250}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: metrics-server, namespace: NAMESPACE, labels: {app: metrics-server}}
      spec:
        serviceAccountName: metrics-server
        terminationGracePeriodSeconds: 0
        securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: tmp, emptyDir: {}}]
        containers:
        - name: metrics-server
          image: localhost/metrics-server:1
          imagePullPolicy: IfNotPresent
          command: [/metrics-server, --cert-dir=/tmp, --secure-port=10250, --kubelet-insecure-tls,
            --kubelet-preferred-address-types=InternalIP, --metric-resolution=10s, --kubelet-request-timeout=9s]
          readinessProbe: {httpGet: {path: /readyz, port: 10250, scheme: HTTPS}, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 10}
          volumeMounts: [{name: tmp, mountPath: /tmp}]
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: metrics-server}
      rules:
      - {apiGroups: [""], resources: [nodes/metrics], verbs: [get]}
      - {apiGroups: [""], resources: [pods, nodes], verbs: [get, list, watch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: metrics-server}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: metrics-server}
      subjects: [{kind: ServiceAccount, name: metrics-server, namespace: NAMESPACE}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: metrics-server-auth-delegator}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:auth-delegator"}
      subjects: [{kind: ServiceAccount, name: metrics-server, namespace: NAMESPACE}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: metrics-server-auth-reader, namespace: kube-system}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader}
      subjects: [{kind: ServiceAccount, name: metrics-server, namespace: NAMESPACE}]
      ---
      apiVersion: apiregistration.k8s.io/v1
      kind: APIService
      metadata: {name: v1beta1.metrics.k8s.io}
      spec:
        group: metrics.k8s.io
        version: v1beta1
        groupPriorityMinimum: 100
        versionPriority: 100
        insecureSkipTLSVerify: true
        service: {name: metrics-server, namespace: NAMESPACE}
      """;

  /** Starts metrics-server. {@link #awaitMetrics} waits for its first answer. */
  static MetricsServer start() {
    String namespace = TestCluster.namespace("metrics");
    objects(namespace).serverSideApply();
    return new MetricsServer(namespace);
  }

  /** Waits for metrics of nodes, which exist after two scrapes. */
  void awaitMetrics() {
    await("metrics API")
        .atMost(TestCluster.TIMEOUT)
        .ignoreExceptions()
        .until(() -> TestCluster.ADMIN.raw(NODES).contains("\"usage\""));
  }

  private static NamespaceListVisitFromServerGetDeleteRecreateWaitApplicable<HasMetadata> objects(
      String namespace) {
    return TestCluster.ADMIN.load(
        new ByteArrayInputStream(
            MANIFESTS.replace("NAMESPACE", namespace).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    objects(namespace).delete();
    TestCluster.deleteNamespace(namespace);
  }
}
