package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.agentrun.cache.RunIndex;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds the runs of a schedule by the part of its UID that is in their names. */
@ApplicationScoped
class ScheduledRunIndex implements RunIndex {
  static final String NAME = "schedule-uid-prefix";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> key(AgentRun run) {
    return RunSlot.uidPrefixOf(run.getMetadata().getName())
        .map(uid -> key(run.getMetadata().getNamespace(), uid));
  }

  /** Returns the key of the runs of a schedule. Runs of another schedule can have it too. */
  static String keyOf(SympoziumSchedule schedule) {
    return key(
        schedule.getMetadata().getNamespace(), RunSlot.uidPrefix(schedule.getMetadata().getUid()));
  }

  static String key(String namespace, String uidPrefix) {
    return namespace + "/" + uidPrefix;
  }
}
