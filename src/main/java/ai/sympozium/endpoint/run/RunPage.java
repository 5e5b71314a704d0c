package ai.sympozium.endpoint.run;

import java.util.List;

/**
 * Part of a list of runs.
 *
 * @param more whether there are older runs
 */
public record RunPage(List<ListedRun> runs, boolean more) {
  public RunPage {
    runs = List.copyOf(runs);
  }
}
