package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import ai.sympozium.integration.controlplane.ControlPlane;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs an operator as a process of this machine, so that a test can kill, suspend and continue it.
 * It reaches the cluster only through the given URL.
 */
final class OperatorProcess implements AutoCloseable {
  /** Name prefix of processes beside the installed operator. */
  static final String OUTSIDE = "outside";

  private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final String name;
  private final Process process;
  private final Path log;
  private final int managementPort;
  private final int gatewayPort;

  private OperatorProcess(
      String name, Process process, Path log, int managementPort, int gatewayPort) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.managementPort = managementPort;
    this.gatewayPort = gatewayPort;
  }

  /** Starts one that reaches the API server through a proxy. */
  static OperatorProcess start(String apiUrl, Map<String, String> environment) {
    return start(OUTSIDE, kubeconfig(apiUrl, "of-the-proxy"), environment);
  }

  /** Starts one that calls itself by a new name each time, as pods do. */
  static OperatorProcess start(
      String prefix, String kubeconfigYaml, Map<String, String> environment) {
    String name = prefix + "-" + STARTED.incrementAndGet();
    int managementPort = ControlPlane.freePort();
    int gatewayPort = ControlPlane.freePort();
    try {
      Path folder = Files.createDirectories(ControlPlane.logDirectory("outside-operator"));
      Path kubeconfig = folder.resolve(name + ".kubeconfig");
      Files.writeString(kubeconfig, kubeconfigYaml);
      Path log = folder.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx192m",
                  "-Xmn40m",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Dquarkus.management.port=" + managementPort,
                  "-Dquarkus.http.ssl-port=" + gatewayPort,
                  "-Dquarkus.log.console.json.enabled=false",
                  "-jar",
                  PROGRAM.toString(),
                  "operator")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> known = new HashMap<>(environment);
      known.put("HOSTNAME", name);
      known.put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
      known.put("SYMPOZIUM_NAMESPACE", TestCluster.OPERATOR_NAMESPACE);
      known.put("SYMPOZIUM_IMAGE", Operator.image());
      builder.environment().putAll(known);
      Process process = builder.start();
      TestCluster.ADMIN.resource(endpoint(prefix, gatewayPort)).serverSideApply();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new OperatorProcess(name, process, log, managementPort, gatewayPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a kubeconfig that reaches the API server directly, with a token of the operator. */
  static String kubeconfigWithOwnToken() {
    return kubeconfig(TestCluster.ADMIN.getConfiguration().getMasterUrl(), ownToken());
  }

  /** Returns a token of the operator's ServiceAccount. */
  static String ownToken() {
    return TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName("sympozium-operator")
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(7200L).endSpec().build())
        .getStatus()
        .getToken();
  }

  private static String kubeconfig(String apiUrl, String token) {
    return """
    apiVersion: v1
    kind: Config
    current-context: c
    contexts: [{name: c, context: {cluster: c, user: u, namespace: %s}}]
    clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
    users: [{name: u, user: {token: %s}}]
    """
        .formatted(
            TestCluster.OPERATOR_NAMESPACE,
            apiUrl,
            TestCluster.ADMIN.getConfiguration().getCaCertData(),
            token);
  }

  /** Removes the gateway of processes with this prefix from the endpoints of the service. */
  static void withdrawGateway(String prefix) {
    TestCluster.ADMIN.resource(endpoint(prefix, 0)).delete();
  }

  /** Leads the gateway's service to this machine. */
  private static EndpointSlice endpoint(String prefix, int port) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName("sympozium-gateway-" + prefix)
        .withNamespace(TestCluster.OPERATOR_NAMESPACE)
        .addToLabels("kubernetes.io/service-name", "sympozium-gateway")
        .addToLabels("endpointslice.kubernetes.io/managed-by", "sympozium-tests")
        .endMetadata()
        .withAddressType("IPv4")
        .addNewEndpoint()
        .withAddresses(TestCluster.environment().hostAddress())
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .endEndpoint()
        .addNewPort()
        .withName("gateway")
        .withPort(port)
        .withProtocol("TCP")
        .endPort()
        .build();
  }

  /** Whether its readiness probe succeeds. */
  boolean isReady() {
    if (!process.isAlive()) {
      throw new AssertionError(name + " stopped: " + log());
    }
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready")
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns the URL of its gateway for clients on this machine. */
  URI gateway() {
    return URI.create("https://127.0.0.1:" + gatewayPort);
  }

  /** Returns its log. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its identity in the lease. */
  String name() {
    return name;
  }

  /** Waits until pods can reach it. */
  OperatorProcess awaitGateway() {
    await("gateway of the operator, see " + log)
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("the operator has ended, see " + log);
          }
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", gatewayPort), 100);
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
    return this;
  }

  /** Sends SIGKILL and returns when the process has exited. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Sends SIGTERM and returns when the process has exited. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** Sends SIGSTOP: the process is suspended without notice. */
  void suspend() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void awaitEnd() {
    await("end of the operator, see " + log)
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive());
  }

  /** Collects garbage, and returns when the collection has finished. */
  void collectGarbage() {
    execute(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(process.pid()),
        "GC.run");
  }

  private void signal(String name) {
    execute("kill", "-" + name, Long.toString(process.pid()));
  }

  private static void execute(String... command) {
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (code != 0) {
        throw new AssertionError(String.join(" ", command) + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
