package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.AgentRun;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Selects the finished runs that exceed the history limit of an instance. */
final class RunHistoryLimit {
  private static final Comparator<AgentRun> NEWEST_FIRST =
      Comparator.comparing(RunHistoryLimit::completedAt)
          .thenComparing(run -> run.getMetadata().getName())
          .reversed();

  private RunHistoryLimit() {}

  /** Returns the oldest finished runs beyond the limit. A run with finalizers is not finished. */
  static List<AgentRun> surplus(Collection<AgentRun> runs, int limit) {
    return runs.stream()
        .filter(run -> run.isFinal() && run.getFinalizers().isEmpty() && !run.isMarkedForDeletion())
        .sorted(NEWEST_FIRST)
        .skip(limit)
        .toList();
  }

  private static String completedAt(AgentRun run) {
    String time = run.getStatus() == null ? null : run.getStatus().completedAt();
    return time == null ? "" : time;
  }
}
