package ai.sympozium.agent.model;

/**
 * A model's wish to have a tool run.
 *
 * @param arguments what the model gave as JSON, which it may not be
 */
public record ToolCall(String id, String tool, String arguments) {}
