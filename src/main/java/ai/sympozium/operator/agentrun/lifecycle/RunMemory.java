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
  private final GatewayContacts contacts;

  RunMemory(
      CompletionTracker completions,
      LiveReadSchedule liveReads,
      RetryReporter retries,
      UnfinishedRuns unfinished,
      PlanStore plans,
      GatewayContacts contacts) {
    this.completions = completions;
    this.liveReads = liveReads;
    this.retries = retries;
    this.unfinished = unfinished;
    this.plans = plans;
    this.contacts = contacts;
  }

  void clear(AgentRun run) {
    completions.clear(run);
    liveReads.clear(run);
    retries.clear(run);
    unfinished.clear(run);
    plans.forget(run);
    contacts.clear(run);
  }
}
