package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An operator as a process of this machine, so that a test can kill, stop and continue it. It sees
 * nothing of the cluster but through the URL that it is given.
 */
final class OperatorProcess implements AutoCloseable {
  private static final int GATEWAY_PORT = 8443;
  private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final String name;
  private final Process process;
  private final Path log;

  private OperatorProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts one that calls itself by a new name each time, as pods do. */
  static OperatorProcess start(String apiUrl, Map<String, String> environment) {
    String name = "outside-" + STARTED.incrementAndGet();
    try {
      Path folder = Files.createDirectories(Path.of("target/outside-operator"));
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(kubeconfig, kubeconfig(apiUrl));
      Path log = folder.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Dquarkus.management.port=18080",
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
      return new OperatorProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kubeconfig(String apiUrl) {
    return """
    apiVersion: v1
    kind: Config
    current-context: proxy
    contexts: [{name: proxy, context: {cluster: proxy, user: proxy, namespace: %s}}]
    clusters: [{name: proxy, cluster: {server: "%s", certificate-authority-data: %s}}]
    users: [{name: proxy, user: {token: of-the-proxy}}]
    """
        .formatted(
            TestCluster.OPERATOR_NAMESPACE,
            apiUrl,
            TestCluster.ADMIN.getConfiguration().getCaCertData());
  }

  /** What it calls itself as a leader. */
  String name() {
    return name;
  }

  /** Waits until pods can reach it. */
  OperatorProcess awaitGateway() {
    await("gateway of the operator, see " + log)
        .atMost(TestCluster.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("the operator has ended, see " + log);
          }
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", GATEWAY_PORT), 100);
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
    return this;
  }

  /** SIGKILL; returns when it is dead. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; returns when it has ended. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** SIGSTOP: it does nothing any more and does not know it. */
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
        .atMost(TestCluster.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive());
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new AssertionError("kill -" + name + " ended with " + code);
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
