package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Answers the published API {@code metrics.k8s.io/v1beta1} with constant values, registered at the
 * API server.
 */
final class MetricsApiDouble implements AutoCloseable {
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "metrics-api-double";
  private static final String API = "/apis/metrics.k8s.io/v1beta1";
  private static final char[] PASSWORD = "password".toCharArray();

  private static final String RESOURCES =
      """
      {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "metrics.k8s.io/v1beta1",
       "resources": [
        {"name": "nodes", "singularName": "", "namespaced": false, "kind": "NodeMetrics", "verbs": ["get", "list"]},
        {"name": "pods", "singularName": "", "namespaced": true, "kind": "PodMetrics", "verbs": ["get", "list"]}]}
      """;

  private final HttpsServer server;

  private MetricsApiDouble(HttpsServer server) {
    this.server = server;
  }

  static MetricsApiDouble start(Path folder) throws IOException, GeneralSecurityException {
    String host = TestCluster.environment().hostAddress();
    HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 16);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(folder)));
    server.createContext(
        "/",
        exchange -> {
          byte[] answer =
              answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          try (var body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    server.start();
    TestCluster.apply(
        NAMESPACE,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s}
        spec: {ports: [{port: 443, targetPort: %3$d}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %1$s, labels: {kubernetes.io/service-name: %1$s}}
        addressType: IPv4
        ports: [{port: %3$d}]
        endpoints: [{addresses: [%2$s]}]
        """
            .formatted(NAME, host, server.getAddress().getPort()));
    TestCluster.ADMIN
        .resource(
            """
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1beta1.metrics.k8s.io}
            spec:
              group: metrics.k8s.io
              version: v1beta1
              groupPriorityMinimum: 100
              versionPriority: 100
              insecureSkipTLSVerify: true
              service: {name: %s, namespace: %s}
            """
                .formatted(NAME, NAMESPACE))
        .serverSideApply();
    var metrics = new MetricsApiDouble(server);
    await("metrics API")
        .atMost(TestCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> TestCluster.ADMIN.raw(API + "/nodes").contains("NodeMetricsList"));
    return metrics;
  }

  private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException {
    Path file = folder.resolve("metrics.p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=metrics",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static String answer(String path) {
    String[] words = path.substring(Math.min(path.length(), API.length())).split("/");
    String last = words[words.length - 1];
    if (words.length < 2) {
      return RESOURCES;
    }
    if (last.equals("nodes")) {
      String items =
          TestCluster.ADMIN.nodes().list().getItems().stream()
              .map(node -> node(node.getMetadata().getName()))
              .reduce((one, other) -> one + "," + other)
              .orElse("");
      return list("NodeMetricsList", items);
    }
    String namespace = words.length > 2 && words[1].equals("namespaces") ? words[2] : "default";
    return last.equals("pods")
        ? list("PodMetricsList", pod(namespace, "web-pod"))
        : pod(namespace, last);
  }

  private static String list(String kind, String items) {
    return "{\"kind\": \"%s\", \"apiVersion\": \"metrics.k8s.io/v1beta1\", \"metadata\": {}, \"items\": [%s]}"
        .formatted(kind, items);
  }

  private static String node(String name) {
    return """
    {"kind": "NodeMetrics", "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {"name": "%s"},
     "timestamp": "%s", "window": "10s", "usage": {"cpu": "100m", "memory": "512Mi"}}
    """
        .formatted(name, Instant.now());
  }

  private static String pod(String namespace, String name) {
    return """
    {"kind": "PodMetrics", "apiVersion": "metrics.k8s.io/v1beta1",
     "metadata": {"name": "%s", "namespace": "%s"}, "timestamp": "%s", "window": "10s",
     "containers": [{"name": "web", "usage": {"cpu": "1m", "memory": "8Mi"}}]}
    """
        .formatted(name, namespace, Instant.now());
  }

  @Override
  public void close() {
    TestCluster.ADMIN
        .genericKubernetesResources("apiregistration.k8s.io/v1", "APIService")
        .withName("v1beta1.metrics.k8s.io")
        .delete();
    TestCluster.ADMIN.services().inNamespace(NAMESPACE).withName(NAME).delete();
    TestCluster.ADMIN
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .delete();
    server.stop(0);
  }
}
