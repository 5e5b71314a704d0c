package ai.sympozium.operator.gateway.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.operator.agentrun.cache.ConfigMapReader;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.tls.ConfigMapSigner;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Reads runs of endpoints from the API server, with their logs and results. */
@ApplicationScoped
class RunSnapshotReader {
  private final KubernetesClient client;
  private final ConfigMapReader configMaps;
  private final ConfigMapSigner signer;
  private final ApiServerTurns turns;

  RunSnapshotReader(
      KubernetesClient client,
      ConfigMapReader configMaps,
      ConfigMapSigner signer,
      ApiServerTurns turns) {
    this.client = client;
    this.configMaps = configMaps;
    this.signer = signer;
    this.turns = turns;
  }

  /** Returns a run that the endpoint has created. */
  Optional<AgentRun> run(EndpointPod endpoint, String name) {
    if (!endpoint.canOwn(name)) {
      return Optional.empty();
    }
    return turns.get(() ->
        Optional.ofNullable(
                client
                    .resources(AgentRun.class)
                    .inNamespace(endpoint.namespace())
                    .withName(name)
                    .get())
            .filter(run -> !run.isMarkedForDeletion())
            .filter(endpoint::owns));
  }

  /** Describes a run, with its log. */
  RunSnapshot read(EndpointPod endpoint, String name) {
    return run(endpoint, name)
        .map(run -> RunSnapshot.of(run, log(run), result(run)))
        .orElse(RunSnapshot.ABSENT);
  }

  /** Returns the result that the agent of a final run has reported. */
  Optional<AgentResult> result(AgentRun run) {
    if (!RunStatus.of(run).isFinal()) {
      return Optional.empty();
    }
    return turns.get(() -> content(run, RunObjects.transcriptName(name(run)), this::verified));
  }

  /** Returns the log of a run. */
  StoredLog log(AgentRun run) {
    String configMap = RunObjects.logName(name(run));
    return turns
        .get(() -> content(run, configMap, (r, data) -> Optional.of(StoredLog.of(data))))
        .orElse(StoredLog.EMPTY);
  }

  private interface Content<T> {
    Optional<T> of(AgentRun run, Map<String, String> data);
  }

  private <T> Optional<T> content(AgentRun run, String configMap, Content<T> content) {
    return configMaps.read(
        run.getMetadata().getNamespace(),
        configMap,
        map -> isOf(map, run) ? content.of(run, map.getData()) : Optional.empty());
  }

  private Optional<AgentResult> verified(AgentRun run, Map<String, String> data) {
    if (!signer.verify(run.getMetadata().getUid(), data)) {
      return Optional.empty();
    }
    try {
      JsonNode result = JsonTrees.read(data.getOrDefault(RunObjects.RESULT_KEY, "{}"));
      return AgentResult.isPresent(result)
          ? Optional.of(AgentResult.read(result))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(ConfigMap map, AgentRun run) {
    return map.getData() != null && RunObjects.isOwnedBy(map, run);
  }

  private static String name(AgentRun run) {
    return run.getMetadata().getName();
  }
}
