package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the messages of the server.
 *
 * @param instance name of the instance
 */
record McpAnswers(String instance, String programVersion) {
  private static final String SERVER = "sympozium";

  /** Constant results expire too, because a client should notice a new version of the server. */
  private static final long CACHE_MILLIS = 300_000;

  /** As long as {@code ToolCatalog} keeps its list. */
  private static final long TOOLS_MILLIS = 5_000;

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
    return cacheable(result.put("instructions", instructions()), CACHE_MILLIS);
  }

  static ObjectNode tools(McpRequest request, List<McpTool> tools) {
    var result = JsonTrees.object();
    var list = result.putArray("tools");
    tools.forEach(tool -> list.add(tool.describe()));
    return request.version().hasHandshake() ? result : cacheable(result, TOOLS_MILLIS);
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

  private static ObjectNode capabilities() {
    var capabilities = JsonTrees.object();
    capabilities.putObject("tools");
    capabilities.putObject("resources");
    return capabilities;
  }

  private ObjectNode serverInfo() {
    return JsonTrees.object().put("name", SERVER).put("version", programVersion);
  }

  private String instructions() {
    return "Use the tool "
        + AgentTool.NAME
        + " to give tasks to the agent "
        + instance
        + ". The resources are the transcripts of your runs.";
  }

  /** Completes a result that is the same until another version of the server answers. */
  static ObjectNode constant(McpRequest request, ObjectNode result) {
    return request.version().hasHandshake() ? result : cacheable(result, CACHE_MILLIS);
  }

  /** Completes a result that can change at any time. */
  static ObjectNode changing(McpRequest request, ObjectNode result) {
    return request.version().hasHandshake() ? result : cacheable(result, 0);
  }

  private static ObjectNode cacheable(ObjectNode result, long millis) {
    return result.put("ttlMs", millis).put("cacheScope", "private");
  }
}
