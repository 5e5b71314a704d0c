package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.auth.KeyRateLimits;
import ai.sympozium.endpoint.http.ExchangeHandler;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.RequestHead;
import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.RunIds;
import ai.sympozium.endpoint.run.RunService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves the Model Context Protocol by streamable HTTP. It stores nothing between requests, so that
 * any replica can serve any of them: a session is only a name that scopes the ids of requests.
 */
public final class McpApi implements ExchangeHandler {
  private static final String SESSION_HEADER = "Mcp-Session-Id";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String host;
  private final McpAnswers answers;
  private final McpTools tools;
  private final McpResources resources;
  private final KeyRateLimits rate;
  private final RunIds ids;

  /**
   * Creates the API.
   *
   * @param host name of the host under which clients reach the endpoint
   */
  public McpApi(
      String instance,
      String host,
      RunService service,
      AgentRuns runs,
      RunIds ids,
      KeyRateLimits rate) {
    this(
        host,
        new McpAnswers(instance, programVersion()),
        answers -> new EndpointMcpTools(instance, runs, new RunCalls(service, ids, answers)),
        new TranscriptResources(runs, ids),
        ids,
        rate);
  }

  McpApi(
      String host,
      McpAnswers answers,
      Function<McpAnswers, McpTools> tools,
      McpResources resources,
      RunIds ids,
      KeyRateLimits rate) {
    this.host = host;
    this.answers = answers;
    this.tools = tools.apply(answers);
    this.resources = resources;
    this.rate = rate;
    this.ids = ids;
  }

  /** Returns whether a request belongs to the protocol. */
  public static boolean isPath(String path) {
    return EndpointContract.MCP_PATHS.contains(path);
  }

  @Override
  public void handle(HttpExchange exchange) throws InterruptedException {
    @Nullable JsonNode id = null;
    try {
      checkTransport(exchange.head());
      var message = McpRequest.parse(exchange.body());
      id = id(message);
      serve(exchange, McpRequest.of(exchange.head(), message));
    } catch (JsonRpcException e) {
      exchange.answer(HttpAnswer.json(e.status(), McpAnswers.error(id, e)).with(e.headers()));
    }
  }

  private void serve(HttpExchange exchange, McpRequest request) throws InterruptedException {
    if (request.isNotification()) {
      if (request.method().equals("notifications/cancelled")) {
        tools.cancel(exchange.client(), request);
      }
      exchange.answer(HttpAnswer.empty(202));
      return;
    }
    switch (request.method()) {
      case "tools/call" -> {
        checkRate(exchange);
        tool(request).call(exchange, request);
      }
      case "resources/list" -> {
        checkRate(exchange);
        exchange.answer(answer(request, resources.list(exchange.client(), request)));
      }
      case "resources/read" -> {
        checkRate(exchange);
        exchange.answer(answer(request, resources.read(exchange.client(), request)));
      }
      case "initialize" -> {
        requireHandshake(request, true);
        exchange.answer(
            answer(request, answers.initialize(negotiated(request)))
                .with(SESSION_HEADER, ids.random()));
      }
      case "tools/list" -> {
        var list = tools.list();
        if (list.size() > 1) {
          // With tools of skills, the list can have half a megabyte.
          checkRate(exchange);
        }
        exchange.answer(answer(request, McpAnswers.tools(request, list)));
      }
      default -> exchange.answer(answer(request, result(request)));
    }
  }

  private ObjectNode result(McpRequest request) {
    return switch (request.method()) {
      case "resources/templates/list" -> McpAnswers.constant(request, resources.templates());
      case "server/discover" -> {
        requireHandshake(request, false);
        yield answers.discover();
      }
      case "ping" -> {
        requireHandshake(request, true);
        yield JsonTrees.object();
      }
      default -> throw unknownMethod(request);
    };
  }

  private McpTool tool(McpRequest request) throws InterruptedException {
    var name = request.params().path("name").asText("");
    return tools
        .find(name)
        .orElseThrow(() ->
            new JsonRpcException(200, JsonRpcException.INVALID_PARAMS, "Unknown tool: " + name));
  }

  /** Rejects a method that the version of the request does not have. */
  private static void requireHandshake(McpRequest request, boolean expected) {
    if (request.version().hasHandshake() != expected) {
      throw unknownMethod(request);
    }
  }

  private static JsonRpcException unknownMethod(McpRequest request) {
    return new JsonRpcException(
        request.version().hasHandshake() ? 200 : 404,
        JsonRpcException.METHOD_NOT_FOUND,
        "Method not found: " + request.method());
  }

  private HttpAnswer answer(McpRequest request, ObjectNode result) {
    return HttpAnswer.json(200, answers.response(request, result));
  }

  private static ProtocolVersion negotiated(McpRequest request) {
    return ProtocolVersion.negotiate(request.params().path("protocolVersion").asText(""));
  }

  private void checkRate(HttpExchange exchange) {
    var decision = rate.count(exchange.client());
    if (!decision.allowed()) {
      throw JsonRpcException.tooMany(decision.retryAfterSeconds());
    }
  }

  private void checkTransport(RequestHead head) {
    if (!isSameOrigin(head)) {
      throw new JsonRpcException(
          403, JsonRpcException.INVALID_REQUEST, "Origin: the origin is not that of this endpoint");
    }
    if (!head.method().equals("POST")) {
      throw new JsonRpcException(405, JsonRpcException.INVALID_REQUEST, "use POST");
    }
    var type = head.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      throw new JsonRpcException(
          415, JsonRpcException.INVALID_REQUEST, "Content-Type: must be application/json");
    }
  }

  /**
   * Protects against DNS rebinding: a browser states the origin of the page, which must be the
   * endpoint itself under a known name.
   */
  private boolean isSameOrigin(RequestHead head) {
    var origin = head.header("origin");
    if (origin.isEmpty()) {
      return true;
    }
    try {
      var page = URI.create(origin.get());
      var name = page.getHost();
      return name != null
          && head.header("host").orElse("").equals(page.getAuthority())
          && (LOOPBACK.contains(name) || host.equals(name));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String programVersion() {
    var version = McpApi.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static @Nullable JsonNode id(ObjectNode message) {
    var id = message.get("id");
    return id != null && (id.isTextual() || id.isIntegralNumber()) ? id : null;
  }
}
