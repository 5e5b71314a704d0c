package ai.sympozium.integration.controlplane;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Runs etcd, the API server and the controllers that need no node, on free ports of this machine.
 * State is in a temporary directory, logs are in {@code target/control-plane/N}, where N is the
 * number of the JVM.
 */
public final class ControlPlane implements AutoCloseable {
  private static final int MIN_PORT = 15_000;

  /** Node ports and the ports of clients are above. */
  private static final int MAX_PORT = 30_000;

  /** The number of this JVM among those of the build. */
  private static final int FORK = Integer.getInteger("sympozium.fork", 1);

  /** As many JVMs as the build has at most. */
  private static final int MAX_FORKS = 4;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Path LOGS = logDirectory("control-plane").toAbsolutePath();
  private static final String NAMESPACE = "sympozium-system";

  /** The scheduler's and the nodes' controllers are missing: {@link FakeKubelet} replaces them. */
  private static final List<String> CONTROLLERS =
      List.of(
          "clusterrole-aggregation-controller",
          "garbage-collector-controller",
          "namespace-controller",
          "replicaset-controller",
          "resourcequota-controller",
          "root-ca-certificate-publisher-controller",
          "serviceaccount-controller",
          "validatingadmissionpolicy-status-controller");

  private final Path directory;
  private final int port;
  private final Path logs;
  private final List<String> apiServerArguments;
  private final List<ComponentProcess> components = new ArrayList<>();
  private Path kubeconfig = Path.of("");

  private ControlPlane(Path directory, int port, Path logs, List<String> apiServerArguments) {
    this.directory = directory;
    this.port = port;
    this.logs = logs;
    this.apiServerArguments = apiServerArguments;
  }

  /** Starts a control plane and returns when its API server is ready. */
  public static ControlPlane start() {
    return start(LOGS, List.of());
  }

  /** Starts a control plane that also has the APIs that are off by default. */
  public static ControlPlane startWithAllApis() {
    return start(
        LOGS.resolve("all-apis"),
        List.of("--runtime-config=api/all=true", "--feature-gates=AllAlpha=true,AllBeta=true"));
  }

  private static ControlPlane start(Path logs, List<String> apiServerArguments) {
    try {
      Files.createDirectories(logs);
      ControlPlane started =
          new ControlPlane(
              Files.createTempDirectory("sympozium-control-plane"),
              freePort(),
              logs,
              apiServerArguments);
      try {
        started.startComponents();
      } catch (IOException | RuntimeException | Error e) {
        started.close();
        throw e;
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a directory for logs that no other JVM of the same build uses. */
  public static Path logDirectory(String name) {
    return Path.of("target", name, String.valueOf(FORK));
  }

  /**
   * Returns a port that was free a moment ago. Connections of clients get no port of this range,
   * and each JVM of the build takes ports of its own, so the port stays free until a server uses
   * it.
   */
  public static int freePort() {
    while (true) {
      int port =
          ThreadLocalRandom.current().nextInt(MIN_PORT / MAX_FORKS, MAX_PORT / MAX_FORKS)
                  * MAX_FORKS
              + FORK % MAX_FORKS;
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException inUse) {
        continue;
      }
    }
  }

  /** Returns the administrator's kubeconfig. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Installs the chart as {@code dev/install} does. No controller starts its Deployment. */
  public void installChart() {
    Map<String, String> environment = Map.of("KUBECONFIG", kubeconfig.toString());
    Programs.run(
        environment,
        List.of(Programs.path("kubectl"), "apply", "--server-side", "-f", "helm/sympozium/crds"));
    List<String> install =
        List.of(
            "install",
            "sympozium",
            "helm/sympozium",
            "--namespace",
            NAMESPACE,
            "--create-namespace",
            "--skip-crds");
    List<String> command = new ArrayList<>(List.of(Programs.path("helm")));
    command.addAll(install);
    Programs.run(environment, command);
  }

  private void startComponents() throws IOException {
    Credentials credentials = Credentials.create(directory);
    Path socket = directory.resolve("etcd.sock");
    startComponent(
        "etcd",
        "--data-dir=" + directory.resolve("etcd"),
        "--listen-client-urls=unix://" + socket,
        "--advertise-client-urls=http://localhost:2379", // unused: etcd has one member
        "--listen-peer-urls=unix://" + directory.resolve("etcd-peer.sock"),
        "--initial-advertise-peer-urls=http://localhost:2380",
        "--initial-cluster=default=http://localhost:2380",
        "--unsafe-no-fsync",
        "--log-level=warn");
    awaitReady("etcd", () -> Files.exists(socket));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none", // loopback addresses are not valid in endpoints
                "--secure-port=" + port,
                "--cert-dir=" + credentials.certificates(),
                "--etcd-servers=unix://" + socket,
                "--service-cluster-ip-range=10.213.0.0/24",
                // Webhooks are called at the address of an EndpointSlice: no proxy serves cluster
                // addresses.
                "--enable-aggregator-routing=true",
                "--allow-privileged=true",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                // Policies that change pods stand for the webhooks of service meshes.
                "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
                "--feature-gates=MutatingAdmissionPolicy=true",
                "--token-auth-file=" + credentials.tokenFile(),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + credentials.serviceAccountPublicKey(),
                "--service-account-signing-key-file=" + credentials.serviceAccountKey()));
    arguments.addAll(apiServerArguments);
    startComponent("kube-apiserver", arguments.toArray(String[]::new));
    awaitReady("kube-apiserver", () -> Files.exists(credentials.serverCertificate()));
    kubeconfig = credentials.writeKubeconfig("admin", credentials.adminToken(), port);
    try (KubernetesClient admin = client()) {
      awaitReady("kube-apiserver", () -> "ok".equals(admin.raw("/readyz")));
      startComponent(
          "kube-controller-manager",
          "--kubeconfig="
              + credentials.writeKubeconfig("manager", credentials.managerToken(), port),
          "--controllers=" + String.join(",", CONTROLLERS),
          "--use-service-account-credentials=true",
          "--service-account-private-key-file=" + credentials.serviceAccountKey(),
          "--root-ca-file=" + credentials.serverCertificate(),
          "--secure-port=0",
          "--leader-elect=false",
          "--kube-api-qps=300",
          "--kube-api-burst=500");
      awaitReady(
          "kube-controller-manager",
          () -> admin.serviceAccounts().inNamespace("default").withName("default").get() != null);
    }
  }

  private void startComponent(String program, String... arguments) {
    components.add(ComponentProcess.start(directory, logs, program, List.of(arguments)));
  }

  private void awaitReady(String name, java.util.concurrent.Callable<Boolean> condition) {
    await(name)
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(e -> !(e instanceof AssertionError))
        .until(() -> {
          components.forEach(ComponentProcess::requireAlive);
          return condition.call();
        });
  }

  private KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }

  @Override
  public void close() {
    components.reversed().forEach(ComponentProcess::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
