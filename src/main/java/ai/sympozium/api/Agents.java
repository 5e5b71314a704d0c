package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Agents of an instance by name. */
public record Agents(
    @Required
        @JsonProperty("default")
        @JsonPropertyDescription("Agent that the runs of the instance use.")
        AgentConfig defaultAgent) {}
