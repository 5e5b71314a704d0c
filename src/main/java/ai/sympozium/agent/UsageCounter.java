package ai.sympozium.agent;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.ipc.AgentResult.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts what a run costs. The count can be taken at any time, also by another thread. */
final class UsageCounter {
  private final InstantSource clock;
  private final Instant started;
  private long inputTokens;
  private long outputTokens;
  private int toolCalls;

  UsageCounter(InstantSource clock) {
    this.clock = clock;
    this.started = clock.instant();
  }

  synchronized void add(ChatCompletion answer) {
    inputTokens += answer.inputTokens();
    outputTokens += answer.outputTokens();
  }

  synchronized void addToolCall() {
    toolCalls++;
  }

  synchronized Metrics metrics() {
    var duration = Duration.between(started, clock.instant());
    return new Metrics(duration.toMillis(), inputTokens, outputTokens, toolCalls);
  }
}
