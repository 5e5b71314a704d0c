package ai.sympozium.gitops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.ipc.gateway.SelfSignedKeys;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;

/**
 * GitHub Enterprise Server as programs of a pod see it, by HTTPS: the double of the API, and a
 * repository of git by the smart HTTP protocol.
 *
 * @see <a href="https://git-scm.com/docs/git-http-backend">git http-backend</a>
 */
public final class GitHubServer implements AutoCloseable {
  public static final String REPOSITORY = GitHubApiDouble.REPOSITORY;
  public static final String TOKEN = GitHubApiDouble.TOKEN;

  /** A file of the repository. */
  public static final String FILE = "cart.yaml";

  private static final String GIT = "/" + REPOSITORY + ".git/";
  private static final String CREDENTIALS =
      "Basic " + Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(UTF_8));

  private final HttpsServer server;
  private final GitHubApiDouble api;
  private final Path directory;
  private final String certificate;

  private GitHubServer(HttpsServer server, Path directory, String certificate) {
    this.server = server;
    this.directory = directory;
    this.certificate = certificate;
    this.api = new GitHubApiDouble(server, "/api/v3/");
    server.createContext(GIT, this::answerGit);
  }

  /**
   * Starts the server.
   *
   * @param address which pods reach
   * @param directory for the repository
   */
  public static GitHubServer start(String address, Path directory) throws IOException {
    KeyStore keys = SelfSignedKeys.create("ip:" + address);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(SelfSignedKeys.context(keys)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var github = new GitHubServer(server, directory, SelfSignedKeys.certificate(keys));
    github.createRepository();
    server.start();
    return github;
  }

  private void createRepository() throws IOException {
    String seed = directory.resolve("seed").toString();
    git("init", "--quiet", "--bare", "--initial-branch=main", bare().toString());
    git("init", "--quiet", "--initial-branch=main", seed);
    Files.writeString(directory.resolve("seed").resolve(FILE), "name: web\nmemory: 128Mi\n");
    git("-C", seed, "add", ".");
    git("-C", seed, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "first");
    git("-C", seed, "push", "--quiet", bare().toString(), "main");
  }

  private Path bare() {
    return directory.resolve(REPOSITORY + ".git");
  }

  private String git(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(withoutSettings());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Map<String, String> withoutSettings() {
    return Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null");
  }

  /** Returns host and port. */
  public String host() {
    return api.host();
  }

  /** Returns the certificate of the server in PEM format. */
  public String certificate() {
    return certificate;
  }

  /** Returns the titles of issues and pull requests, the oldest first. */
  public List<String> titles() {
    return api.items().stream().map(item -> item.path("title").asText()).toList();
  }

  /** Returns the branch of the only pull request, and the files that it changes. */
  public List<String> pullRequest() throws IOException {
    List<ObjectNode> pulls = api.items().stream().filter(item -> item.has("pull_request")).toList();
    String branch = pulls.getFirst().at("/head/ref").asText();
    return List.of(
        branch, git("-C", bare().toString(), "diff", "--name-only", "main", branch).strip());
  }

  /** Returns the subjects of the commits on the default branch. */
  public String defaultBranch() throws IOException {
    return git("-C", bare().toString(), "log", "--format=%s", "main").strip();
  }

  private void answerGit(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!CREDENTIALS.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"GitHub\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      answer(exchange, runBackend(exchange, body));
    }
  }

  /** Runs the CGI program of git. */
  private byte[] runBackend(HttpExchange exchange, byte[] body) throws IOException {
    Path input = Files.createTempFile(directory, "request", "");
    try {
      Files.write(input, body);
      ProcessBuilder backend =
          new ProcessBuilder("git", "http-backend")
              .redirectInput(input.toFile())
              .redirectError(Redirect.DISCARD);
      Headers headers = exchange.getRequestHeaders();
      Map<String, String> environment = backend.environment();
      environment.putAll(withoutSettings());
      environment.put("GIT_PROJECT_ROOT", directory.toString());
      environment.put("GIT_HTTP_EXPORT_ALL", "1");
      environment.put("REMOTE_USER", "x-access-token"); // may push
      environment.put("REQUEST_METHOD", exchange.getRequestMethod());
      environment.put("PATH_INFO", exchange.getRequestURI().getPath());
      environment.put(
          "QUERY_STRING", Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
      environment.put("CONTENT_LENGTH", Integer.toString(body.length));
      environment.put("CONTENT_TYPE", header(headers, "Content-Type"));
      environment.put("HTTP_CONTENT_ENCODING", header(headers, "Content-Encoding"));
      environment.put("GIT_PROTOCOL", header(headers, "Git-Protocol"));
      return backend.start().getInputStream().readAllBytes();
    } finally {
      Files.delete(input);
    }
  }

  private static String header(Headers headers, String name) {
    return Objects.requireNonNullElse(headers.getFirst(name), "");
  }

  /** Converts the answer of a CGI program: headers, an empty line, and the body. */
  private static void answer(HttpExchange exchange, byte[] output) throws IOException {
    int end = new String(output, ISO_8859_1).indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("git http-backend: " + new String(output, UTF_8));
    }
    int status = 200;
    for (String line : new String(output, 0, end, ISO_8859_1).split("\r\n", -1)) {
      String[] field = line.split(": ", 2);
      if (field[0].equals("Status")) {
        status = Integer.parseInt(field[1].substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(field[0], field[1]);
      }
    }
    byte[] body = Arrays.copyOfRange(output, end + 4, output.length);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
