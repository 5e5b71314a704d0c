package ai.sympozium.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.cli.console.Terminal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import picocli.CommandLine.Help.Ansi;

/** Runs commands against a mock API server that stores objects. */
final class CommandLineFixture implements AutoCloseable {
  private static final int WIDTH = 160;

  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final InstantSource clock;
  private final Path kubeconfig;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /**
   * Starts the server.
   *
   * @param folder where the kubeconfig is written
   */
  CommandLineFixture(Path folder, InstantSource clock) throws IOException {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(Serialization.jsonMapper()),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    server.init();
    client = server.createClient();
    this.clock = clock;
    kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://%s:%d"}}]
            users: [{name: u, user: {token: t}}]
            contexts: [{name: c, context: {cluster: c, user: u, namespace: demo}}]
            current-context: c
            """
                .formatted(server.getHostName(), server.getPort()));
  }

  KubernetesMockServer server() {
    return server;
  }

  KubernetesClient client() {
    return client;
  }

  /** Returns the exit code of a command. */
  int run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return CliMain.run(
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Ansi.OFF, WIDTH),
        clock,
        line.toArray(String[]::new));
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
