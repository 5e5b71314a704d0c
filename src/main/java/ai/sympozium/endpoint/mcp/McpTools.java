package ai.sympozium.endpoint.mcp;

import java.util.List;
import java.util.Optional;

/** Tools that clients can call. They can change at any time. */
interface McpTools {
  /**
   * Returns all tools.
   *
   * @throws JsonRpcException if not all of them are known at present
   */
  List<McpTool> list() throws InterruptedException;

  /**
   * Finds a tool by its name.
   *
   * @throws JsonRpcException if it is not known at present
   */
  Optional<McpTool> find(String name) throws InterruptedException;

  /** Cancels a call that the client has named in a notification. */
  void cancel(String client, McpRequest notification);

  /** Returns tools that never change. */
  static McpTools of(List<McpTool> tools) {
    return new McpTools() {
      @Override
      public List<McpTool> list() {
        return tools;
      }

      @Override
      public Optional<McpTool> find(String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
      }

      @Override
      public void cancel(String client, McpRequest notification) {}
    };
  }
}
