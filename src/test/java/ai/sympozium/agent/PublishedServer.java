package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A model server from a package, as a process on a free port of this machine. */
final class PublishedServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final int port;

  private PublishedServer(int port, ProcessBuilder builder) throws IOException {
    this.port = port;
    this.log = Files.createTempFile("published-server", ".log");
    log.toFile().deleteOnExit();
    this.process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Starts the server that breaks answers on demand and judges how its clients react. */
  static PublishedServer llmock() throws IOException {
    var port = freePort();
    return new PublishedServer(
        port,
        python(
            "from llmock.cli import app; app()",
            "serve",
            "--port",
            "" + port,
            "--log-level",
            "error"));
  }

  /** Starts the server that answers by rules about turns. */
  static PublishedServer fakellm(Path rules) throws IOException {
    var port = freePort();
    return new PublishedServer(
        port,
        python(
            "from fakellm.cli import main; main()",
            "serve",
            "--port",
            "" + port,
            "--config",
            rules.toString()));
  }

  /** Starts the Node.js server that answers by rules about requests. */
  static PublishedServer mockLlm(Path rules) throws IOException {
    var port = freePort();
    var main = ModelPeers.folder().resolve("node/node_modules/@dwmkerr/mock-llm/dist/main.js");
    var builder = new ProcessBuilder("node", main.toString(), "--config", rules.toString());
    builder.environment().put("HOST", "127.0.0.1");
    builder.environment().put("PORT", "" + port);
    return new PublishedServer(port, builder);
  }

  /** Waits until the server accepts connections. */
  void awaitStart() {
    await("start of the server, whose log is " + log)
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          if (!process.isAlive()) {
            throw new IOException("the server did not start: " + Files.readString(log, UTF_8));
          }
          return accepts(port);
        });
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    var response =
        http.send(HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString());
    return JsonTrees.read(response.body());
  }

  void post(String path, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(path + ": " + response.body());
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroyForcibly();
  }

  private static ProcessBuilder python(String program, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(ModelPeers.folder().resolve("python/bin/python").toString());
    command.add("-c");
    command.add(program);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
