package ai.sympozium.agent;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.contract.AgentResult.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts tokens and tool calls of a run. Thread-safe. */
final class UsageCounter {
  private final InstantSource clock;
  private final Instant started;
  private long inputTokens;
  private long outputTokens;
  private long toolCalls;

  UsageCounter(InstantSource clock) {
    this.clock = clock;
    this.started = clock.instant();
  }

  synchronized void add(ChatCompletion completion) {
    inputTokens += completion.inputTokens();
    outputTokens += completion.outputTokens();
  }

  synchronized void addToolCall() {
    toolCalls++;
  }

  /** Returns the tokens so far, input and output together. */
  synchronized long tokens() {
    return inputTokens + outputTokens;
  }

  synchronized long outputTokens() {
    return outputTokens;
  }

  synchronized Metrics metrics() {
    var duration = Duration.between(started, clock.instant());
    return new Metrics(duration.toMillis(), inputTokens, outputTokens, toolCalls);
  }
}
