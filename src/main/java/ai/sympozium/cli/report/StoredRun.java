package ai.sympozium.cli.report;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.usage.Transcript;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run with its stored plan and transcript.
 *
 * @param plan empty when it is deleted or not readable
 * @param transcript as reported by the run's pod, so not trusted
 * @param missing why plan or transcript are empty
 */
record StoredRun(
    AgentRun run, Optional<RunPlan> plan, Optional<Transcript> transcript, List<String> missing) {
  static StoredRun read(String name, Cluster cluster) {
    AgentRun run = RunReader.require(cluster, name);
    List<String> missing = new ArrayList<>();
    Optional<RunPlan> plan =
        text(run, RunObjects.planName(name), RunObjects.PLAN_KEY, cluster, missing)
            .flatMap(RunReader::parsePlan);
    Optional<Transcript> transcript =
        text(run, RunObjects.transcriptName(name), RunObjects.TRANSCRIPT_KEY, cluster, missing)
            .map(Transcript::parse);
    return new StoredRun(run, plan, transcript, missing);
  }

  private static Optional<String> text(
      AgentRun run, String map, String key, Cluster cluster, List<String> missing) {
    try {
      Optional<String> text = RunReader.text(cluster, run, map, key);
      if (text.isEmpty()) {
        missing.add("the run has no ConfigMap " + map);
      }
      return text;
    } catch (NotReadableException e) {
      missing.add(e.getMessage());
      return Optional.empty();
    }
  }
}
