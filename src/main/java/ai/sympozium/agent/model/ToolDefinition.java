package ai.sympozium.agent.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Definition of a tool for the model.
 *
 * @param parameters JSON schema of the arguments
 */
public record ToolDefinition(String name, String description, ObjectNode parameters) {}
