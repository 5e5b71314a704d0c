package ai.sympozium.endpoint.run;

import ai.sympozium.contract.LogEntry;
import java.util.List;

/**
 * A run and the log of its steps.
 *
 * @param run without the earlier messages of its conversation
 * @param omitted number of older entries that are not stored any more
 */
public record LoggedRun(StoredRun run, List<LogEntry> log, long omitted) {
  public LoggedRun {
    log = List.copyOf(log);
  }
}
