package ai.sympozium.llmfit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.cli.skill.SkillTest;
import ai.sympozium.cli.skill.SkillTestResult;
import ai.sympozium.docs.PackCommands;
import ai.sympozium.llmfit.LlmfitWorkspace.Result;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executes the program of the pack llmfit-probe. */
class LlmfitProbeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private LlmfitWorkspace workspace;

  @BeforeEach
  void prepare() throws IOException {
    workspace = new LlmfitWorkspace(directory);
  }

  @Test
  void shouldDeclarePermissionsThatItsCommandsUse() {
    SkillTestResult result = SkillTest.check(PackCommands.pack("llmfit-probe"), Map.of());

    assertThat(result.failedCommands()).isEmpty();
    assertThat(result.unusedPermissions()).isEmpty();
  }

  @Test
  void shouldRankNodesByHardwareThatJobsFind() throws Exception {
    workspace.node("a");
    workspace.node("b");

    Result result = workspace.probe("--json");

    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.json().path("memory").asText()).isEqualTo("total");
    JsonNode node = result.node("a");
    assertThat(node.path("source").asText()).isEqualTo("probe");
    assertThat(node.path("processor").asText()).isEqualTo("Example CPU");
    assertThat(node.path("cpuCores").asInt()).isEqualTo(8);
    assertThat(node.path("memoryGiB").asDouble()).isEqualTo(31.2);
    assertThat(node.path("notes")).isEmpty();
    assertThat(node.at("/models/0/name").asText()).isEqualTo("Qwen/Qwen2.5-7B-Instruct");
    assertThat(workspace.fits()).containsExactly("--json --cpu-cores 8 --ram 31.2G fit");
    assertThat(workspace.jobs()).isEmpty();
  }

  @Test
  void shouldUseMemoryThatIsAvailableWhenFreeIsSet() throws Exception {
    workspace.node("a");

    Result result = workspace.probe("--json", "--free");

    assertThat(result.json().path("memory").asText()).isEqualTo("free");
    assertThat(result.node("a").path("memoryGiB").asDouble()).isEqualTo(12.3);
  }

  @Test
  void shouldPrintSameTableAsNodes() throws Exception {
    workspace.node("a");
    workspace.node("b");
    workspace.makeNotReady();

    Result probe = workspace.probe();
    Result nodes = workspace.run("llmfit-nodes");

    assertThat(probe.output().lines())
        .containsExactly(
            "NODE  STATE      CPU  MEMORY  GPU  MODEL                     FIT   MODE  TOKENS/S  NEEDS  QUANTIZATION",
            "a     ready      8    31.2Gi  -    Qwen/Qwen2.5-7B-Instruct  Good  CPU   5.1       4.7Gi  Q4_K_M",
            "b     not-ready  7    30Gi    -    Qwen/Qwen2.5-7B-Instruct  Good  CPU   5.1       4.7Gi  Q4_K_M");
    assertThat(nodes.output().lines())
        .containsExactly(
            "NODE  STATE      CPU  MEMORY  GPU  MODEL                     FIT   MODE  TOKENS/S  NEEDS  QUANTIZATION",
            "a     ready      7    30Gi    -    Qwen/Qwen2.5-7B-Instruct  Good  CPU   5.1       4.7Gi  Q4_K_M",
            "b     not-ready  7    30Gi    -    Qwen/Qwen2.5-7B-Instruct  Good  CPU   5.1       4.7Gi  Q4_K_M");
    assertThat(probe.errors()).startsWith("b: not probed: the node is not ready.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                          | 1 | 39.7",
        "{\"name\": \"MI300X\", \"count\": 8, \"vram_gb\": 191.98}   | 8 | 191.9",
        "{\"name\": \"NVIDIA GPU\", \"count\": 2, \"vram_gb\": null} | 2 | 39.7",
      })
  void shouldUseMemoryOfGpuThatLlmfitFindsOrElseOfLabel(String found, int count, double memory)
      throws Exception {
    workspace.node(
        "a", Map.of("nvidia.com/gpu.memory", "40700"), Map.of("nvidia.com/gpu", new Quantity("1")));
    workspace.output("a", found);

    JsonNode node = workspace.probe("--json").node("a");

    assertThat(node.path("gpus").asInt()).isEqualTo(count);
    assertThat(node.path("gpuMemoryGiB").asDouble()).isEqualTo(memory);
    assertThat(node.path("usedGpuMemoryGiB").asDouble()).isEqualTo(memory);
  }

  @Test
  void shouldStateGpusThatItIgnoresOrThatPodsCannotRequest() throws Exception {
    workspace.node("a");
    workspace.output("a", "{\"name\": \"NVIDIA GPU\", \"count\": 2, \"vram_gb\": null}");

    JsonNode node = workspace.probe("--json", "--gpus", "all").node("a");

    assertThat(node.path("usedGpuMemoryGiB").asDouble()).isZero();
    assertThat(node.path("notes"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "the GPUs are ignored: neither llmfit nor a label states their memory",
            "pods cannot request the GPUs: the node has no device plugin for them");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reject        | the Job cannot be created: exceeded quota: jobs",
        "quota         | no pod can be created: exceeded quota: compute.",
        "unschedulable | its pod gets no node: 0/1 nodes are available.",
        "image         | its container cannot start: ImagePullBackOff: Back-off pulling image \"i\".",
        "crash         | its pod failed: OOMKilled, exit code 137.",
        "late          | its Job did not finish within 10 s: llmfit was running.",
        "controller    | its Job did not finish within 10 s: its container was starting.",
        "garbage       | the output of its pod is not that of llmfit: no JSON",
        "deleted       | another client deleted the Job.",
      })
  void shouldReportNodeAndProbeOthersWhenJobFails(String behaviour, String reason)
      throws Exception {
    workspace.node("a");
    workspace.behaviour("a", behaviour);
    workspace.node("b");

    Result result = workspace.probe("--json", "--parallel", "1", "--timeout", "10");

    assertThat(result.exitCode()).isZero();
    assertThat(result.node("a").path("source").asText()).isEqualTo("node");
    assertThat(result.node("a").path("memoryGiB").asDouble()).isEqualTo(30);
    assertThat(result.node("a").at("/notes/0").asText()).startsWith("not probed: " + reason);
    assertThat(result.node("b").path("source").asText()).isEqualTo("probe");
    assertThat(workspace.jobs()).isEmpty();
  }

  @Test
  void shouldFinishWhenTimeForAllJobsHasPassed() throws Exception {
    workspace.node("a");
    workspace.behaviour("a", "run");
    workspace.node("b");

    Result result = workspace.probe("--json", "--parallel", "1", "--within", "1");

    assertThat(result.node("a").at("/notes/0").asText())
        .contains("did not finish within the 1 s for all Jobs: llmfit was running");
    assertThat(result.node("b").at("/notes/0").asText())
        .contains("the 1 s for all Jobs have passed");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors()).contains("no node was probed");
    assertThat(workspace.created()).hasSize(1);
    assertThat(workspace.jobs()).isEmpty();
  }

  @Test
  void shouldNotStartJobWhenNodeCannotTakeIt() throws Exception {
    workspace.node("not-ready");
    workspace.makeNotReady();
    workspace.node("cordoned");
    workspace.cordon();
    workspace.node("windows", Map.of("kubernetes.io/os", "windows"), Map.of());
    workspace.node("tainted");
    workspace.taint("example.com/team", "a", "NoSchedule");
    workspace.node("full");
    workspace.taint("node.kubernetes.io/disk-pressure", "", "NoSchedule");

    Result result = workspace.probe("--json");

    assertThat(note(result, "not-ready")).contains("the node is not ready");
    assertThat(note(result, "cordoned")).contains("the node is cordoned");
    assertThat(note(result, "windows")).contains("the image needs Linux");
    assertThat(note(result, "tainted"))
        .contains("the taint example.com/team=a:NoSchedule. Use --tolerate to probe it");
    assertThat(note(result, "full")).contains("the taint node.kubernetes.io/disk-pressure");
    assertThat(workspace.created()).isEmpty();
  }

  private static String note(Result result, String node) throws IOException {
    return result.node(node).at("/notes/0").asText();
  }

  @Test
  void shouldTolerateTaintsOfNodeWhenAsked() throws Exception {
    workspace.node("a");
    workspace.taint("example.com/team", "a", "NoExecute");
    workspace.taint("example.com/soft", "b", "PreferNoSchedule");
    workspace.node("full");
    workspace.taint("node.kubernetes.io/disk-pressure", "", "NoSchedule");

    Result result = workspace.probe("--json", "--tolerate");

    assertThat(result.node("a").path("source").asText()).isEqualTo("probe");
    assertThat(workspace.created())
        .singleElement()
        .satisfies(job ->
            assertThat(job.at("/spec/template/spec/tolerations"))
                .hasToString(
                    "[{\"key\":\"example.com/team\",\"operator\":\"Equal\",\"value\":\"a\",\"effect\":\"NoExecute\"}]"));
  }

  @Test
  void shouldGivePodNothingBesidesItsImage() throws Exception {
    workspace.node("a");

    workspace.probe("--timeout", "45");

    JsonNode job = workspace.created().getFirst();
    assertThat(job.at("/metadata/ownerReferences"))
        .hasToString(
            "[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"placement-1a2b3\",\"uid\":\"uid-of-pod\"}]");
    assertThat(job.at("/spec/backoffLimit").asInt(-1)).isZero();
    assertThat(job.at("/spec/activeDeadlineSeconds").asInt()).isEqualTo(45);
    assertThat(job.at("/spec/ttlSecondsAfterFinished").asInt()).isEqualTo(120);
    JsonNode pod = job.at("/spec/template/spec");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "restartPolicy",
            "terminationGracePeriodSeconds",
            "automountServiceAccountToken",
            "enableServiceLinks",
            "affinity",
            "securityContext",
            "containers",
            "volumes");
    assertThat(pod.path("volumes"))
        .hasToString("[{\"name\":\"tmp\",\"emptyDir\":{\"sizeLimit\":\"16Mi\"}}]");
    assertThat(pod.path("securityContext"))
        .hasToString(
            "{\"runAsNonRoot\":true,\"seccompProfile\":{\"type\":\"RuntimeDefault\"},\"runAsUser\":1234,\"runAsGroup\":5678}");
    JsonNode container = pod.at("/containers/0");
    assertThat(container.path("image").asText()).isEqualTo("r.example/skill-llmfit:v1");
    assertThat(container.path("imagePullPolicy").asText()).isEqualTo("Always");
    assertThat(container.path("securityContext"))
        .hasToString(
            "{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,\"capabilities\":{\"drop\":[\"ALL\"]}}");
    assertThat(container.at("/resources/requests").size()).isEqualTo(2);
    assertThat(
            pod.at(
                "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms"))
        .hasToString(
            "[{\"matchFields\":[{\"key\":\"metadata.name\",\"operator\":\"In\",\"values\":[\"a\"]}]}]");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "16, 3"})
  void shouldBoundNumberOfJobs(String parallel, int most) throws Exception {
    for (String name : new String[] {"a", "b", "c"}) {
      workspace.node(name);
    }

    Result result = workspace.probe("--json", "--parallel", parallel);

    assertThat(result.json().path("nodes"))
        .hasSize(3)
        .allSatisfy(node -> assertThat(node.path("source").asText()).isEqualTo("probe"));
    assertThat(workspace.mostPresent()).isEqualTo(most);
  }

  @Test
  void shouldNameJobsDifferentlyInEachCall() throws Exception {
    workspace.node("a");
    workspace.node("b");
    workspace.set("SYMPOZIUM_COMMAND_ID", "same");

    workspace.probe();
    workspace.probe();

    assertThat(workspace.created())
        .hasSize(4)
        .extracting(job -> job.at("/metadata/name").asText())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("llmfit-probe-[0-9a-f]{16}-[12]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"; touch owned; \"", "a\nb: $(touch owned)", "', image: 'x"})
  void shouldNotUseNameOfModelInJob(String model) throws Exception {
    workspace.node("a");

    Result result = workspace.probe("--json", "--model", model);

    assertThat(result.json().path("model").asText()).isEqualTo(model);
    assertThat(workspace.created().getFirst().toString()).doesNotContain("owned", "image: ");
    assertThat(workspace.calls()).noneMatch(call -> call.contains("owned"));
    assertThat(workspace.exists("owned")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "--parallel, 17, --parallel: \"17\" is not a number from 1 to 16",
    "--timeout, 9, --timeout: \"9\" is not a number from 10 to 300",
    "--within, 0, --within: \"0\" is not a number from 1 to 3600",
    "--node, ../a, --node: \"../a\" is not the name of a node",
    "--nodes, a, unknown argument --nodes"
  })
  void shouldNameOptionThatIsWrong(String option, String value, String message) throws Exception {
    workspace.node("a");

    Result result = workspace.probe(option, value);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).contains("llmfit-probe: " + message);
    assertThat(workspace.created()).isEmpty();
  }

  @Test
  void shouldStartNoJobOutsideOfRun() throws Exception {
    workspace.node("a");
    workspace.leaveRun();

    Result result = workspace.probe();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).contains("cannot find the pod of this run, placement-1a2b3");
    assertThat(workspace.created()).isEmpty();
  }

  /** The executor sends TERM to all processes of a command, also to those of the cleanup. */
  @ParameterizedTest
  @CsvSource({"run, present", "create-slowly, creating"})
  void shouldDeleteJobsWhenStopped(String behaviour, String moment) throws Exception {
    workspace.node("a");
    workspace.behaviour("a", behaviour);
    workspace.node("b");
    workspace.behaviour("b", "run");
    workspace.deleteSlowly();
    Process process = workspace.start();
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> workspace.exists(moment));

    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          process.descendants().forEach(ProcessHandle::destroy);
          process.destroy();
          return !process.isAlive();
        });

    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(workspace.created()).isNotEmpty();
    assertThat(workspace.jobs()).isEmpty();
    assertThat(workspace.temporary()).isEmpty();
  }
}
