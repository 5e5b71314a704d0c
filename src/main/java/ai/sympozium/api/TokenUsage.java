package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Tokens, tool calls and time of a run, as reported by its agent. */
public record TokenUsage(
    @JsonPropertyDescription("Tokens sent to the model.") long inputTokens,
    @JsonPropertyDescription("Tokens received from the model.") long outputTokens,
    @JsonPropertyDescription("Sum of inputTokens and outputTokens.") long totalTokens,
    @JsonPropertyDescription("Number of tool calls.") long toolCalls,
    @JsonPropertyDescription("Working time of the agent in milliseconds.") long durationMs) {}
