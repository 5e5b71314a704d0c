package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.config.TestOperatorConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the runs that a test stores, by their names. */
public final class StoredRunLister extends RunLister {
  private final Map<String, AgentRun> runs;

  public StoredRunLister(Map<String, AgentRun> runs) {
    super(new RunEventSources(TestOperatorConfig.inNamespace("sympozium-system"), List.of()));
    this.runs = runs;
  }

  @Override
  public Optional<AgentRun> run(String namespace, String name) {
    return Optional.ofNullable(runs.get(name));
  }

  @Override
  public Stream<AgentRun> runs(String namespace) {
    return runs.values().stream();
  }

  /** Callers select among the runs of a key. */
  @Override
  public List<AgentRun> indexed(String index, String key) {
    return List.copyOf(runs.values());
  }
}
