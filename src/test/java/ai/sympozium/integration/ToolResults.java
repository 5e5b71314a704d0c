package ai.sympozium.integration;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.transcript.TranscriptMessage;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;

/**
 * Results of the tool calls of a run, in their order.
 *
 * @param messages from the transcript of the run
 */
record ToolResults(List<TranscriptMessage> messages) {
  static ToolResults of(String namespace, String run) {
    var client =
        new KubernetesClientBuilder().withConfig(TestCluster.ADMIN.getConfiguration()).build();
    try (var cluster = new Cluster(client, namespace, TestCluster.OPERATOR_NAMESPACE)) {
      return new ToolResults(
          RunReader.text(
                  cluster,
                  TestCluster.get(namespace, run),
                  RunObjects.transcriptName(run),
                  RunObjects.TRANSCRIPT_KEY)
              .map(TranscriptMessage::parse)
              .orElseThrow()
              .stream()
              .filter(message -> message.role().equals("tool"))
              .toList());
    }
  }

  String content(int call) {
    return messages.get(call).content();
  }

  int exitCode(int call) {
    return messages.get(call).meta().path("exitCode").asInt(-1);
  }

  /** Reads the output as JSON. Ignores text after it. */
  JsonNode json(int call) throws JsonProcessingException {
    return new ObjectMapper().readTree(content(call));
  }

  /** Returns the entry of a node in the JSON of llmfit-nodes or llmfit-probe. */
  JsonNode node(int call, String name) throws JsonProcessingException {
    for (JsonNode node : json(call).path("nodes")) {
      if (node.path("node").asText().equals(name)) {
        return node;
      }
    }
    throw new AssertionError(name + " is not in " + content(call));
  }
}
