package ai.sympozium.agent.model;

/** A model's answer and what it has cost; the token counts are 0 when the model does not say. */
public record ChatCompletion(Message.Answer message, long inputTokens, long outputTokens) {}
