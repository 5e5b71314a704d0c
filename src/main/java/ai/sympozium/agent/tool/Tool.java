package ai.sympozium.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A tool that the model can call. */
public interface Tool {
  String name();

  /** Describes the tool for the model. */
  String description();

  /** Returns the JSON schema of the arguments. */
  ObjectNode parameters();

  /** Returns what a call works on, as one line for the log. */
  String subject(ObjectNode arguments);

  /**
   * Runs the tool.
   *
   * @throws ToolException if the call fails; the model gets the error
   */
  ToolResult run(ObjectNode arguments) throws ToolException, InterruptedException;
}
