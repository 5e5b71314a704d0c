package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a run consumed, as reported by its agent. */
public record TokenUsage(
    @JsonPropertyDescription("Tokens sent to the model.") long inputTokens,
    @JsonPropertyDescription("Tokens received from the model.") long outputTokens,
    @JsonPropertyDescription("Sum of both.") long totalTokens,
    @JsonPropertyDescription("Number of tool calls.") long toolCalls,
    @JsonPropertyDescription("The agent's own working time in milliseconds.") long durationMs) {}
