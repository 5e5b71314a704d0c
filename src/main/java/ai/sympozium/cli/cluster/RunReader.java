package ai.sympozium.cli.cluster;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Optional;

/** Reads a run and what the operator stores for it, with the permissions of the user. */
public final class RunReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private RunReader() {}

  public static Resource<AgentRun> resource(Cluster cluster, String name) {
    return cluster
        .client()
        .resources(AgentRun.class)
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  /**
   * Reads a run.
   *
   * @throws CommandException if it does not exist
   * @throws NotReadableException if the user may not read it
   */
  public static AgentRun require(Cluster cluster, String name) {
    String namespace = cluster.namespace();
    return cluster
        .read("get agentruns/" + name + " in " + namespace, () -> resource(cluster, name).get())
        .orElseThrow(() ->
            new CommandException(
                ExitCode.REFUSED,
                "AgentRun \""
                    + name
                    + "\" does not exist in namespace "
                    + namespace
                    + ". See: kubectl get agentruns -n "
                    + namespace));
  }

  /**
   * Reads one text of a ConfigMap that the run owns. Empty if there is none.
   *
   * @throws NotReadableException if the user may not read it
   */
  public static Optional<String> text(Cluster cluster, AgentRun run, String map, String key) {
    String namespace = run.getMetadata().getNamespace();
    return cluster
        .read(
            "get configmaps/" + map + " in " + namespace,
            () -> cluster.client().configMaps().inNamespace(namespace).withName(map).get())
        .filter(found -> RunObjects.isOwnedBy(found, run))
        .map(ConfigMap::getData)
        .map(data -> data.get(key));
  }

  /**
   * Reads the plan of a run. Empty if there is none, or its text is invalid.
   *
   * @throws NotReadableException if the user may not read it
   */
  public static Optional<RunPlan> plan(Cluster cluster, AgentRun run) {
    String map = RunObjects.planName(run.getMetadata().getName());
    return text(cluster, run, map, RunObjects.PLAN_KEY).flatMap(RunReader::parsePlan);
  }

  /** Parses a plan. Empty if the text is invalid. */
  public static Optional<RunPlan> parsePlan(String text) {
    try {
      return Optional.of(JSON.readValue(text, RunPlan.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
