package ai.sympozium.gitops;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Double of GitHub's REST API for one repository: the repository, issues, pull requests, labels,
 * comments and requested reviewers. Paths, status codes and fields are those of GitHub's published
 * description.
 *
 * @see <a href="https://docs.github.com/en/rest/issues/issues">REST API endpoints for issues</a>
 */
final class GitHubApiDouble implements AutoCloseable {
  static final String REPOSITORY = "example/shop";
  static final String TOKEN = "github_pat_11AAAAAAA0123456789";

  /** GitHub accepts both schemes, and gh uses the second one. */
  private static final List<String> AUTHORIZATION = List.of("Bearer " + TOKEN, "token " + TOKEN);

  private static final Pattern ITEM = Pattern.compile("/(issues|pulls)/(\\d+)(/[a-z_]+)?");

  private final HttpServer server;
  private final List<ObjectNode> items = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private String defaultBranch = "main";
  private boolean write = true;
  private boolean limited;
  private boolean rival;

  /** Answers the requests of a server below a path. */
  GitHubApiDouble(HttpServer server, String path) {
    this.server = server;
    server.createContext(path, this::handle);
  }

  static GitHubApiDouble start() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var github = new GitHubApiDouble(HttpServer.create(address, 0), "/");
    github.server.start();
    return github;
  }

  /** Returns host and port. */
  String host() {
    InetSocketAddress address = server.getAddress();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  synchronized void setDefaultBranch(String branch) {
    defaultBranch = branch;
  }

  /** Makes the token one of a user who can only read. */
  synchronized void denyWrites() {
    write = false;
  }

  synchronized void limitRequests() {
    limited = true;
  }

  /** Lets another run open the same finding immediately before the next creation. */
  synchronized void openRivalBeforeNextCreation() {
    rival = true;
  }

  /** Closes an issue or a pull request, as a person does. */
  synchronized void close(int number, String reason) {
    ObjectNode item = items.get(number - 1);
    item.put("state", "closed");
    if (!item.has("pull_request")) {
      item.put("state_reason", reason);
    } else if (reason.equals("merged")) {
      item.withObject("/pull_request").put("merged_at", "2026-01-31T10:00:00Z");
    }
  }

  /** Returns issues and pull requests in the order of their numbers. */
  synchronized List<ObjectNode> items() {
    return items.stream().map(ObjectNode::deepCopy).toList();
  }

  /** Returns method and path of each request. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Answer(int status, JsonNode body) {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Answer answer = answer(exchange, text.isEmpty() ? object() : JsonTrees.readObject(text));
      byte[] bytes = JsonTrees.writeBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized Answer answer(HttpExchange exchange, ObjectNode body) {
    String method = exchange.getRequestMethod();
    String context = exchange.getHttpContext().getPath();
    String path = exchange.getRequestURI().getPath().substring(context.length() - 1);
    requests.add(method + " " + path);
    if (!AUTHORIZATION.contains(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return error(401, "Bad credentials");
    }
    if (limited) {
      return error(403, "API rate limit exceeded for user ID 1.");
    }
    String prefix = "/repos/" + REPOSITORY;
    if (!path.equals(prefix) && !path.startsWith(prefix + "/")) {
      return error(404, "Not Found");
    }
    return answer(method + " " + path.substring(prefix.length()), exchange, body);
  }

  private Answer answer(String request, HttpExchange exchange, ObjectNode body) {
    return switch (request) {
      case "GET " -> new Answer(200, repository());
      case "GET /issues" -> new Answer(200, list(exchange.getRequestURI().getRawQuery()));
      case "POST /issues", "POST /pulls" -> create(request.endsWith("pulls"), body);
      default -> {
        Matcher item = ITEM.matcher(request.substring(request.indexOf('/')));
        yield item.matches() && Integer.parseInt(item.group(2)) <= items.size()
            ? change(items.get(Integer.parseInt(item.group(2)) - 1), item.group(3), body)
            : error(404, "Not Found");
      }
    };
  }

  private ObjectNode repository() {
    ObjectNode repository = object();
    repository.put("full_name", REPOSITORY).put("default_branch", defaultBranch);
    repository.put("archived", false);
    repository
        .putObject("permissions")
        .put("pull", true)
        .put("triage", write)
        .put("push", write)
        .put("admin", false);
    return repository;
  }

  private ArrayNode list(String query) {
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    String label = parameter(query, "labels");
    boolean all = parameter(query, "state").equals("all");
    items.reversed().stream()
        .filter(item -> all || item.path("state").asText().equals("open"))
        .filter(item -> item.path("labels").findValuesAsText("name").contains(label))
        .forEach(found::add);
    return found;
  }

  private static String parameter(String query, String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
      }
    }
    return "";
  }

  private Answer create(boolean pull, ObjectNode body) {
    if (body.path("title").asText().isEmpty()) {
      return error(422, "Validation Failed");
    }
    if (rival) {
      rival = false;
      // A pull request of another run has its label before this run lists again.
      ObjectNode other = add(pull, body);
      addLabel(other, marker(body));
    }
    return new Answer(201, add(pull, body));
  }

  /** Returns the label of the fingerprint in a body. */
  private static String marker(ObjectNode body) {
    String text = body.path("body").asText();
    int start = text.indexOf("sympozium-fingerprint: ") + "sympozium-fingerprint: ".length();
    return "sympozium-" + text.substring(start, start + 32);
  }

  private ObjectNode add(boolean pull, ObjectNode body) {
    ObjectNode item = object();
    int number = items.size() + 1;
    item.put("number", number);
    item.put("title", body.path("title").asText()).put("body", body.path("body").asText());
    item.put("state", "open").putNull("state_reason");
    item.put(
        "html_url",
        "https://%s/%s/%s/%d".formatted(host(), REPOSITORY, pull ? "pull" : "issues", number));
    item.putArray("labels");
    body.path("labels").forEach(label -> addLabel(item, label.asText()));
    item.set("assignees", body.withArray("/assignees").deepCopy());
    item.putArray("comments_of_test");
    if (pull) {
      item.putObject("pull_request").putNull("merged_at");
      item.putObject("head").put("ref", body.path("head").asText());
      item.putObject("base").put("ref", body.path("base").asText());
    }
    items.add(item);
    return item;
  }

  private static void addLabel(ObjectNode item, String name) {
    if (!item.path("labels").findValuesAsText("name").contains(name)) {
      item.withArray("/labels").addObject().put("name", name);
    }
  }

  private Answer change(ObjectNode item, @Nullable String part, ObjectNode body) {
    switch (part == null ? "" : part) {
      case "/labels" -> {
        body.path("labels").forEach(label -> addLabel(item, label.asText()));
        return new Answer(200, item.path("labels"));
      }
      case "/comments" -> {
        item.withArray("/comments_of_test").add(body.path("body").asText());
        return new Answer(201, body);
      }
      case "/requested_reviewers" -> {
        item.set("requested_of_test", body);
        return new Answer(201, item);
      }
      default -> {
        item.setAll(body);
        return new Answer(200, item);
      }
    }
  }

  private static Answer error(int status, String message) {
    return new Answer(status, object().put("message", message));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
