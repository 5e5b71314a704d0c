package ai.sympozium.agent.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool as a model is told of it.
 *
 * @param parameters JSON schema of the arguments
 */
public record ToolDefinition(String name, String description, ObjectNode parameters) {}
