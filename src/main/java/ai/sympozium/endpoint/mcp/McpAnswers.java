package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Builds the messages of the server.
 *
 * @param instance name of the instance
 */
record McpAnswers(String instance, String programVersion) {
  static final String TOOL = "ask_agent";

  /** Argument of the tool. */
  static final String TASK = "task";

  private static final String SERVER = "sympozium";

  /** The tool never changes, but a client should notice a new version of the server. */
  private static final long CACHE_MILLIS = 300_000;

  ObjectNode initialize(ProtocolVersion negotiated) {
    var result = JsonTrees.object().put("protocolVersion", negotiated.value());
    result.set("capabilities", capabilities());
    result.set("serverInfo", serverInfo());
    return result.put("instructions", instructions());
  }

  ObjectNode discover() {
    var result = JsonTrees.object();
    result.set("supportedVersions", JsonTrees.array(ProtocolVersion.supported()));
    result.set("capabilities", capabilities());
    return cacheable(result.put("instructions", instructions()));
  }

  ObjectNode tools(ProtocolVersion version) {
    var result = JsonTrees.object();
    result.putArray("tools").add(tool());
    return version.hasHandshake() ? result : cacheable(result);
  }

  static ObjectNode toolResult(String text, boolean isError) {
    var result = JsonTrees.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result.put("isError", isError);
  }

  /** Completes a result as the version of the request requires it. */
  ObjectNode response(McpRequest request, ObjectNode result) {
    if (!request.version().hasHandshake()) {
      result.put("resultType", "complete");
      result.putObject("_meta").set("io.modelcontextprotocol/serverInfo", serverInfo());
    }
    var response = JsonTrees.object().put("jsonrpc", "2.0");
    response.set("id", request.id());
    response.set("result", result);
    return response;
  }

  static ObjectNode error(@Nullable JsonNode id, JsonRpcException e) {
    var response = JsonTrees.object().put("jsonrpc", "2.0");
    if (id != null) {
      response.set("id", id);
    }
    response.set("error", e.json());
    return response;
  }

  static ObjectNode progress(JsonNode token, long progress, String message) {
    var notification =
        JsonTrees.object().put("jsonrpc", "2.0").put("method", "notifications/progress");
    var params = notification.putObject("params");
    params.set("progressToken", token);
    params.put("progress", progress).put("message", message);
    return notification;
  }

  private ObjectNode tool() {
    var tool =
        JsonTrees.object()
            .put("name", TOOL)
            .put("title", "Ask " + instance)
            .put(
                "description",
                "Gives a task to the agent "
                    + instance
                    + " and returns its answer. The agent has tools of its own and works in"
                    + " several steps. Each call is independent: state all that the agent must"
                    + " know.");
    var schema = tool.putObject("inputSchema").put("type", "object");
    schema
        .putObject("properties")
        .putObject(TASK)
        .put("type", "string")
        .put("minLength", 1)
        .put("description", "The task, as text.");
    schema.putArray("required").add(TASK);
    schema.put("additionalProperties", false);
    return tool;
  }

  private static ObjectNode capabilities() {
    var capabilities = JsonTrees.object();
    capabilities.putObject("tools");
    return capabilities;
  }

  private ObjectNode serverInfo() {
    return JsonTrees.object().put("name", SERVER).put("version", programVersion);
  }

  private String instructions() {
    return "Use the tool " + TOOL + " to give tasks to the agent " + instance + ".";
  }

  private static ObjectNode cacheable(ObjectNode result) {
    return result.put("ttlMs", CACHE_MILLIS).put("cacheScope", "private");
  }
}
