package ai.sympozium.operator.toolrequest;

import com.fasterxml.jackson.databind.JsonNode;

/** Answer to a request of an agent. A failure is a {@link ToolRequestException}. */
public sealed interface ToolAnswer {
  /**
   * The request is complete.
   *
   * @param result for the model
   */
  record Done(JsonNode result) implements ToolAnswer {}

  /** The outcome is not known yet. The bridge repeats the request with the same id. */
  record Pending() implements ToolAnswer {}
}
