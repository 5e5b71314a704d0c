package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import jakarta.enterprise.context.ApplicationScoped;

/** Clears everything that this process remembers about a run. */
@ApplicationScoped
class RunMemory {
  private final CompletionTracker completions;
  private final LiveReadSchedule liveReads;
  private final RetryReporter retries;
  private final UnfinishedRuns unfinished;
  private final PlanStore plans;

  RunMemory(
      CompletionTracker completions,
      LiveReadSchedule liveReads,
      RetryReporter retries,
      UnfinishedRuns unfinished,
      PlanStore plans) {
    this.completions = completions;
    this.liveReads = liveReads;
    this.retries = retries;
    this.unfinished = unfinished;
    this.plans = plans;
  }

  void clear(AgentRun run) {
    completions.clear(run);
    liveReads.clear(run);
    retries.clear(run);
    unfinished.clear(run);
    plans.forget(run);
  }
}
