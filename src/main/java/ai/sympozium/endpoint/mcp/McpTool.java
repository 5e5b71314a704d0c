package ai.sympozium.endpoint.mcp;

import ai.sympozium.endpoint.http.HttpExchange;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tool that clients can call. */
interface McpTool {
  String name();

  /** Describes the tool, as an item of {@code tools/list}. */
  ObjectNode describe();

  /** Performs a call and answers it. */
  void call(HttpExchange exchange, McpRequest request) throws InterruptedException;
}
