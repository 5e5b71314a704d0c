package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import java.util.Optional;

/** Index of the cached runs, so that a reader of few of thousands of runs need not visit all. */
public interface RunIndex {
  String name();

  /** Returns the key by which a run is found, or empty if it never is. */
  Optional<String> key(AgentRun run);
}
