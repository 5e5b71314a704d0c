package ai.sympozium.agent.model;

/** Message of a model and its token counts. The counts are 0 if the server does not report them. */
public record ChatCompletion(
    Message.AssistantMessage message, long inputTokens, long outputTokens) {}
