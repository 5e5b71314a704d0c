package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.transcript.TranscriptMessage;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The program of the pack llmfit, in its image, with nodes that have GPUs. */
class LlmfitIT {
  private static final String GPU = "llmfit-gpu";
  private static final String UNLABELLED = "llmfit-unlabelled";
  private static final String MODEL = "Qwen2.5-7B-Instruct";

  private static final List<String> COMMANDS =
      List.of(
          "llmfit-nodes --json --limit 1 --model " + MODEL,
          "llmfit-nodes --json --gpus all --node " + GPU,
          "llmfit-nodes --model " + MODEL,
          "llmfit-nodes --json --model '\"; touch /tmp/owned; \"'",
          "llmfit-nodes --json --model $'a\\nb: $(touch /tmp/owned)'",
          "ls /tmp/owned",
          "llmfit-nodes --node '../../api'",
          "llmfit-nodes --min-fit excellent",
          "llmfit-nodes --free");

  private static String namespace = "";
  private static List<TranscriptMessage> results = List.of();

  @BeforeAll
  static void execute() {
    node(GPU, Map.of("nvidia.com/gpu.memory", "81559", "nvidia.com/gpu.product", "H100"));
    node(UNLABELLED, Map.of());
    namespace = TestCluster.namespace("llmfit");
    TestCluster.transcript(
        namespace,
        "commands",
        Stream.concat(
                COMMANDS.stream().map(Transcript::command), Stream.of(Transcript.answer("done")))
            .toArray(String[]::new));
    TestCluster.instance(namespace, "bot", "commands", "llmfit");
    TestCluster.run(namespace, "placement", "bot");
    assertThat(TestCluster.awaitFinal(namespace, "placement").error()).isNull();
    results = results();
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
    List.of(GPU, UNLABELLED).forEach(SimulatedNode::delete);
  }

  @Test
  void shouldRankNodeWithGpuFirstWhenModelFitsItsMemory() throws JsonProcessingException {
    JsonNode nodes = json(0).path("nodes");

    assertThat(nodes).hasSize(3);
    JsonNode gpu = node(nodes, GPU);
    assertThat(gpu.path("gpuMemoryGiB").asDouble()).isEqualTo(79.6);
    assertThat(gpu.path("usedGpuMemoryGiB").asDouble()).isEqualTo(79.6);
    assertThat(gpu.path("models").path(0).path("runMode").asText()).isEqualTo("GPU");
    assertThat(gpu.path("models").path(0).path("name").asText()).contains(MODEL);
    // The cluster's own node is ready; nodes without a kubelet are not, and come last.
    assertThat(nodes.path(0).path("ready").asBoolean()).isTrue();
    assertThat(nodes.path(1).path("node").asText()).isEqualTo(GPU);
  }

  @Test
  void shouldIgnoreGpusWithoutLabelAndStateIt() throws JsonProcessingException {
    JsonNode node = node(json(0).path("nodes"), UNLABELLED);

    assertThat(node.path("gpus").asInt()).isEqualTo(2);
    assertThat(node.path("gpuMemoryGiB").isNull()).isTrue();
    assertThat(node.path("models").path(0).path("runMode").asText()).isNotEqualTo("GPU");
    assertThat(node.path("notes").path(0).asText()).contains("no label states their memory");
  }

  @Test
  void shouldUseAllGpusOfOneNode() throws JsonProcessingException {
    JsonNode nodes = json(1).path("nodes");

    assertThat(nodes).hasSize(1);
    assertThat(nodes.path(0).path("usedGpuMemoryGiB").asDouble()).isEqualTo(159.2);
  }

  @Test
  void shouldPrintTableOfAllNodes() {
    assertThat(content(2).lines().map(line -> line.split(" ", 2)[0]))
        .contains("NODE", GPU, UNLABELLED);
  }

  @Test
  void shouldNotExecuteNameOfModel() throws JsonProcessingException {
    assertThat(json(3).path("nodes").path(0).path("models")).isEmpty();
    assertThat(json(4).path("model").asText()).isEqualTo("a\nb: $(touch /tmp/owned)");
    assertThat(content(5)).contains("No such file");
  }

  @Test
  void shouldNameTheOptionThatIsWrong() {
    assertThat(content(6)).contains("--node: \"../../api\" is not the name of a node");
    assertThat(content(7)).contains("--min-fit: \"excellent\" is not perfect");
    assertThat(content(8)).contains("--free needs the metrics API");
    assertThat(results.subList(6, 9))
        .allSatisfy(result -> assertThat(result.meta().path("exitCode").asInt()).isEqualTo(2));
  }

  private static void node(String name, Map<String, String> labels) {
    SimulatedNode.create(name, labels, Map.of("nvidia.com/gpu", new Quantity("2")));
  }

  private static List<TranscriptMessage> results() {
    var client =
        new KubernetesClientBuilder().withConfig(TestCluster.ADMIN.getConfiguration()).build();
    try (var cluster = new Cluster(client, namespace, TestCluster.OPERATOR_NAMESPACE)) {
      return RunReader.text(
              cluster,
              TestCluster.get(namespace, "placement"),
              RunObjects.transcriptName("placement"),
              RunObjects.TRANSCRIPT_KEY)
          .map(TranscriptMessage::parse)
          .orElseThrow()
          .stream()
          .filter(message -> message.role().equals("tool"))
          .toList();
    }
  }

  private static String content(int command) {
    return results.get(command).content();
  }

  private static JsonNode json(int command) throws JsonProcessingException {
    return new ObjectMapper().readTree(content(command));
  }

  private static JsonNode node(JsonNode nodes, String name) {
    for (JsonNode node : nodes) {
      if (node.path("node").asText().equals(name)) {
        return node;
      }
    }
    throw new AssertionError(name + " is not in " + nodes);
  }
}
