package ai.sympozium.operator.toolrequest;

import ai.sympozium.contract.OperatorTool;

/**
 * Runs one tool for the agents of all runs.
 *
 * <p>To add a tool: add a constant to {@link OperatorTool}, decide in {@code RunTools} which runs
 * have it, implement this interface as an application-scoped bean, and add a class to the package
 * {@code agent.tool} that describes the tool to the model. Files, route, authentication, tool
 * policy and rate are the same for all tools.
 */
public interface ToolRequestHandler {
  OperatorTool tool();

  /**
   * Fulfils a request. It is authenticated, and the tool policy of the run allows the tool.
   *
   * <p>Crash-safe: a bridge repeats a request whose answer is lost, also to another replica of the
   * operator. An implementation must not act twice on one {@link ToolRequest#key()}. It must not
   * wait, because few calls to the API server are available to pods. It returns {@link
   * ToolAnswer.Pending} instead; the bridge repeats the request.
   *
   * @throws ToolRequestException if the request cannot be fulfilled; the model gets the error
   */
  ToolAnswer handle(ToolRequest request);
}
