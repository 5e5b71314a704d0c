package ai.sympozium.endpoint.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Resources that clients can read. */
interface McpResources {
  /** Returns the result of {@code resources/list}. */
  ObjectNode list(String client, McpRequest request) throws InterruptedException;

  /** Returns the result of {@code resources/templates/list}. */
  ObjectNode templates();

  /** Returns the result of {@code resources/read}. */
  ObjectNode read(String client, McpRequest request) throws InterruptedException;
}
