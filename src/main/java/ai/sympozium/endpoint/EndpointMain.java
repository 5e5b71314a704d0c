package ai.sympozium.endpoint;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.EndpointProcess;
import ai.sympozium.contract.PodContract;
import ai.sympozium.endpoint.auth.MountedKeys;
import ai.sympozium.endpoint.cluster.ClusterRuns;
import ai.sympozium.endpoint.cluster.Instance;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.http.TlsFiles;
import ai.sympozium.endpoint.oauth.ProtectedResource;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.net.TrustedSockets;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Entry point of the role {@code web-endpoint}. */
public final class EndpointMain {
  private static final int API_TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();

  /** Shorter than the time between the signal to stop and the kill. */
  private static final Duration DRAIN = Duration.ofSeconds(12);

  private static final Duration CERTIFICATE_INTERVAL = Duration.ofSeconds(10);

  private EndpointMain() {}

  /**
   * Serves until the container is stopped.
   *
   * @return exit code
   */
  public static int run() {
    return run(System.getenv(), EndpointPaths.OF_POD, EndpointContract.PORT);
  }

  /** Serves with the settings of an environment. */
  static int run(Map<String, String> environment, EndpointPaths paths, int port) {
    try {
      var settings = settings(environment);
      var trusted = new TrustedSockets(environment.getOrDefault(PodContract.ENV_TRUSTED_CA, ""));
      var resource = ProtectedResource.of(settings.oauth(), settings.url(), trusted);
      serve(settings, resource, gateway(environment, paths), paths, port);
    } catch (IOException | IllegalArgumentException | SympoziumException e) {
      System.err.println("web-endpoint: cannot run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static void serve(
      EndpointSettings settings,
      ProtectedResource resource,
      GatewayClient gateway,
      EndpointPaths paths,
      int port)
      throws InterruptedException {
    var vertx = vertx();
    var keys = new MountedKeys(paths.keys());
    var instance = new Instance(settings.instance(), settings.instanceUid(), settings.namespace());
    var runs =
        ClusterRuns.of(
            client(vertx),
            instance,
            gateway,
            Duration.ofSeconds(settings.runSeconds()),
            process(paths));
    var server =
        EndpointServer.start(
            vertx,
            listening(settings, paths, port),
            settings,
            new EndpointGate.Clients(keys::keys, resource),
            runs,
            EndpointServer.Times.DEFAULT);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(DRAIN)));
    System.err.println("web-endpoint: serves " + settings.instance() + " on " + server.port());
    new CountDownLatch(1).await();
  }

  private static EndpointServer.Listening listening(
      EndpointSettings settings, EndpointPaths paths, int port) {
    var tls = settings.tls() ? new TlsFiles(paths.tls(), CERTIFICATE_INTERVAL) : null;
    return new EndpointServer.Listening(port, tls, HttpLimits.DEFAULT);
  }

  /** Returns this process; null in a pod that lacks its UID. */
  private static @Nullable EndpointProcess process(EndpointPaths paths) {
    try {
      var pod = Files.readString(paths.identity().resolve(EndpointContract.POD_UID_FILE)).strip();
      return new EndpointProcess(pod, Instant.now());
    } catch (IOException e) {
      System.err.println("web-endpoint: cannot read the UID of the pod: " + e);
      return null;
    }
  }

  private static EndpointSettings settings(Map<String, String> environment) throws IOException {
    return EndpointSettings.read(required(environment, EndpointContract.ENV_SETTINGS));
  }

  private static GatewayClient gateway(Map<String, String> environment, EndpointPaths paths) {
    return new GatewayClient(
        URI.create(required(environment, PodContract.ENV_GATEWAY)), paths.identity());
  }

  private static String required(Map<String, String> environment, String name) {
    var value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }

  /** The root file system is read-only, and nothing is served from files. */
  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }

  private static KubernetesClient client(Vertx vertx) {
    var config = Config.autoConfigure(null);
    config.setRequestRetryBackoffLimit(0);
    config.setConnectionTimeout(API_TIMEOUT_MILLIS);
    config.setRequestTimeout(API_TIMEOUT_MILLIS);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new VertxHttpClientFactory(vertx))
        .build();
  }
}
