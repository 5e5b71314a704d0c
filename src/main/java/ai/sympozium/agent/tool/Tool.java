package ai.sympozium.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something a model can have done. */
public interface Tool {
  /** The name by which the model calls it. */
  String name();

  /** What it does, for the model. */
  String description();

  /** JSON schema of its arguments. */
  ObjectNode parameters();

  /** What it is about to work on, in a few words for people. */
  String subject(ObjectNode arguments);

  /** Does it. */
  ToolResult run(ObjectNode arguments) throws ToolException, InterruptedException;
}
