package ai.sympozium.integration;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Prometheus and Alertmanager with an alert that fires, and a double of the published HTTP API of
 * Loki.
 */
record ObservabilityServices(String namespace, String address, HttpServer loki)
    implements AutoCloseable {
  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: observability}
      data:
        prometheus.yml: |
          global: {scrape_interval: 1s, evaluation_interval: 1s}
          rule_files: [/etc/observability/rules.yml]
          alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:9093"]}]}]}
          scrape_configs: [{job_name: prometheus, static_configs: [{targets: ["127.0.0.1:9090", "127.0.0.1:9"]}]}]
        rules.yml: |
          groups: [{name: test, rules: [{alert: TargetDown, expr: up == 0, labels: {severity: warning}}]}]
        alertmanager.yml: |
          route: {receiver: none, group_wait: 1s}
          receivers: [{name: none}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: prometheus}
      spec: {selector: {app: observability}, ports: [{port: 9090}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: observability, labels: {app: observability}}
      spec:
        automountServiceAccountToken: false
        terminationGracePeriodSeconds: 0
        securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: config, configMap: {name: observability}}, {name: data, emptyDir: {}}]
        containers:
        - name: prometheus
          image: localhost/observability:1
          imagePullPolicy: IfNotPresent
          command: [prometheus, --config.file=/etc/observability/prometheus.yml, --storage.tsdb.path=/data/prometheus]
          readinessProbe: {httpGet: {path: /-/ready, port: 9090}, periodSeconds: 1}
          volumeMounts: [{name: config, mountPath: /etc/observability}, {name: data, mountPath: /data}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        - name: alertmanager
          image: localhost/observability:1
          imagePullPolicy: IfNotPresent
          command: [prometheus-alertmanager, --config.file=/etc/observability/alertmanager.yml, --storage.path=/data/alertmanager, --cluster.listen-address=]
          readinessProbe: {httpGet: {path: /-/ready, port: 9093}, periodSeconds: 1}
          volumeMounts: [{name: config, mountPath: /etc/observability}, {name: data, mountPath: /data}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  /** Answers of Loki 3, by path. */
  private static final Map<String, String> LOKI =
      Map.of(
          "/ready", "ready\n",
          "/loki/api/v1/labels", "{\"status\": \"success\", \"data\": [\"namespace\", \"pod\"]}",
          "/loki/api/v1/label/namespace/values", "{\"status\": \"success\", \"data\": [\"shop\"]}",
          "/loki/api/v1/query_range",
              """
              {"status": "success", "data": {"resultType": "streams", "result": [{"stream":
               {"namespace": "shop", "pod": "cart-1"}, "values": [["1767225600000000000", "error: no route"]]}]}}
              """,
          "/loki/api/v1/query",
              """
              {"status": "success", "data": {"resultType": "vector", "result": [{"metric":
               {"pod": "cart-1"}, "value": [1767225600, "3"]}]}}
              """);

  static ObservabilityServices start() throws IOException {
    String namespace = TestCluster.namespace("observability");
    TestCluster.apply(namespace, MANIFESTS);
    HttpServer loki =
        HttpServer.create(new InetSocketAddress(TestCluster.environment().hostAddress(), 0), 16);
    loki.createContext(
        "/",
        exchange -> {
          String answer = LOKI.get(exchange.getRequestURI().getPath());
          byte[] bytes = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
          try (var body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
    loki.start();
    var pod =
        TestCluster.ADMIN
            .pods()
            .inNamespace(namespace)
            .withName("observability")
            .waitUntilCondition(
                found -> found != null && Readiness.getInstance().isReady(found),
                TestCluster.TIMEOUT.toSeconds(),
                TimeUnit.SECONDS);
    return new ObservabilityServices(namespace, pod.getStatus().getPodIP(), loki);
  }

  String prometheusUrl() {
    return "http://" + address + ":9090";
  }

  String alertmanagerUrl() {
    return "http://" + address + ":9093";
  }

  String lokiUrl() {
    return "http://" + loki.getAddress().getHostString() + ":" + loki.getAddress().getPort();
  }

  @Override
  public void close() {
    loki.stop(0);
    TestCluster.deleteNamespace(namespace);
  }
}
