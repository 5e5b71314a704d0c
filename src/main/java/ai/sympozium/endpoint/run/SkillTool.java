package ai.sympozium.endpoint.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Tool of a skill that clients may call.
 *
 * @param name name of the tool in its pack
 * @param parameters JSON schema of its parameters
 */
public record SkillTool(String skill, String name, String description, ObjectNode parameters) {}
