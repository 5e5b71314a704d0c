package ai.sympozium.agent.model;

/**
 * Call of a tool by the model.
 *
 * @param arguments text from the model; normally a JSON object, but not checked
 */
public record ToolCall(String id, String tool, String arguments) {}
