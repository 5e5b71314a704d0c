package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.RequestHead;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Message of a client.
 *
 * @param id null for a notification
 * @param method empty for a response
 * @param session session that a client with a handshake belongs to; otherwise empty
 */
record McpRequest(
    ProtocolVersion version,
    @Nullable JsonNode id,
    String method,
    ObjectNode params,
    String session) {
  private static final String META_PREFIX = "io.modelcontextprotocol/";
  private static final String VERSION_HEADER = "mcp-protocol-version";
  private static final Set<String> NAMED = Set.of("tools/call", "prompts/get", "resources/read");

  /** Reads the body of a request. The id of a message that is rejected can be unknown. */
  static ObjectNode parse(byte[] body) {
    JsonNode json;
    try {
      json = JsonTrees.read(body);
    } catch (IOException e) {
      throw new JsonRpcException(400, JsonRpcException.PARSE_ERROR, "the body is not valid JSON");
    }
    if (json instanceof ObjectNode message && message.path("jsonrpc").asText().equals("2.0")) {
      return message;
    }
    throw new JsonRpcException(
        400, JsonRpcException.INVALID_REQUEST, "the body must be one message of JSON-RPC 2.0");
  }

  /** Checks a message and its headers. */
  static McpRequest of(RequestHead head, ObjectNode message) {
    var id = message.get("id");
    if (id != null && !id.isTextual() && !id.isIntegralNumber()) {
      throw invalid("\"id\" must be a string or an integer");
    }
    var method = message.path("method");
    if (message.has("method") ? !method.isTextual() : !isResponse(message)) {
      throw invalid("\"method\" must be a string");
    }
    var params = message.path("params");
    if (message.has("params") && !params.isObject()) {
      throw invalid("\"params\" must be an object");
    }
    var object = params instanceof ObjectNode present ? present : JsonTrees.object();
    var version = version(head, method.asText(""), object);
    if (!version.hasHandshake() && id != null) {
      checkHeaders(head, method.asText(), object);
    }
    return new McpRequest(
        version, id, method.asText(""), object, head.header("mcp-session-id").orElse(""));
  }

  boolean isNotification() {
    return id == null || method.isEmpty();
  }

  private static boolean isResponse(ObjectNode message) {
    return message.has("result") || message.has("error");
  }

  private static ProtocolVersion version(RequestHead head, String method, ObjectNode params) {
    var header = head.header(VERSION_HEADER);
    var stated = params.path("_meta").path(META_PREFIX + "protocolVersion");
    if (!stated.isTextual()) {
      if (method.equals("initialize")) {
        return ProtocolVersion.ASSUMED;
      }
      var version = supported(header.orElse(ProtocolVersion.ASSUMED.value()));
      if (!version.hasHandshake() && !method.startsWith("notifications/")) {
        throw new JsonRpcException(
            400,
            JsonRpcException.INVALID_PARAMS,
            "\"params._meta\" must contain \"" + META_PREFIX + "protocolVersion\"");
      }
      return version;
    }
    if (header.isEmpty()) {
      throw JsonRpcException.headerMismatch("MCP-Protocol-Version is missing");
    }
    if (!header.get().equals(stated.textValue())) {
      throw JsonRpcException.headerMismatch("MCP-Protocol-Version is not the version of the body");
    }
    var version = supported(stated.textValue());
    if (!params.path("_meta").path(META_PREFIX + "clientCapabilities").isObject()) {
      throw new JsonRpcException(
          400,
          JsonRpcException.INVALID_PARAMS,
          "\"params._meta\" must contain \"" + META_PREFIX + "clientCapabilities\"");
    }
    return version;
  }

  private static ProtocolVersion supported(String version) {
    return ProtocolVersion.of(version)
        .orElseThrow(() -> JsonRpcException.unsupportedVersion(version));
  }

  private static void checkHeaders(RequestHead head, String method, ObjectNode params) {
    requireHeader(head, "Mcp-Method", method);
    if (NAMED.contains(method)) {
      var name = params.path(method.equals("resources/read") ? "uri" : "name").asText("");
      requireHeader(head, "Mcp-Name", name);
    }
  }

  private static void requireHeader(RequestHead head, String name, String expected) {
    var value = head.header(name.toLowerCase(java.util.Locale.ROOT));
    if (value.isEmpty()) {
      throw JsonRpcException.headerMismatch(name + " is missing");
    }
    if (!decoded(value.get()).equals(expected)) {
      throw JsonRpcException.headerMismatch(name + " is not the value of the body");
    }
  }

  private static String decoded(String value) {
    var prefix = "=?base64?";
    if (!value.startsWith(prefix) || !value.endsWith("?=")) {
      return value;
    }
    try {
      var encoded = value.substring(prefix.length(), value.length() - 2);
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw JsonRpcException.headerMismatch("a value is not valid base64");
    }
  }

  private static JsonRpcException invalid(String message) {
    return new JsonRpcException(400, JsonRpcException.INVALID_REQUEST, message);
  }
}
