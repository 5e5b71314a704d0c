package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The agents of an instance. */
public record Agents(
    @Required @JsonProperty("default") @JsonPropertyDescription("The agent that runs use.")
        AgentConfig defaultAgent) {}
