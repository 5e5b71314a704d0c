package ai.sympozium.cli.report;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
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
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static StoredRun read(String name, Cluster cluster) {
    String namespace = cluster.namespace();
    AgentRun run =
        cluster
            .read(
                "get agentruns/" + name + " in " + namespace,
                () ->
                    cluster
                        .client()
                        .resources(AgentRun.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.REFUSED,
                    "AgentRun \""
                        + name
                        + "\" does not exist in namespace "
                        + namespace
                        + ". See: kubectl get agentruns -n "
                        + namespace));
    List<String> missing = new ArrayList<>();
    Optional<RunPlan> plan =
        text(run, RunObjects.planName(name), RunObjects.PLAN_KEY, cluster, missing)
            .flatMap(StoredRun::plan);
    Optional<Transcript> transcript =
        text(run, RunObjects.transcriptName(name), RunObjects.TRANSCRIPT_KEY, cluster, missing)
            .map(Transcript::parse);
    return new StoredRun(run, plan, transcript, missing);
  }

  private static Optional<String> text(
      AgentRun run, String map, String key, Cluster cluster, List<String> missing) {
    String namespace = run.getMetadata().getNamespace();
    try {
      Optional<String> text =
          cluster
              .read(
                  "get configmaps/" + map + " in " + namespace,
                  () -> cluster.client().configMaps().inNamespace(namespace).withName(map).get())
              .filter(found -> RunObjects.isOwnedBy(found, run))
              .map(ConfigMap::getData)
              .map(data -> data.get(key));
      if (text.isEmpty()) {
        missing.add("the run has no ConfigMap " + map);
      }
      return text;
    } catch (NotReadableException e) {
      missing.add(e.getMessage());
      return Optional.empty();
    }
  }

  /** Parses a plan; empty if the text is invalid. */
  static Optional<RunPlan> plan(String text) {
    try {
      return Optional.of(JSON.readValue(text, RunPlan.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
