package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.runas.RunAsIds;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the pods of stored plans with golden YAML in {@code src/test/resources/golden/run-pod}.
 * {@code -Dgolden.update=true} rewrites it.
 */
class RunPodBuilderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/run-pod");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  @TestFactory
  Stream<DynamicTest> shouldBuildGoldenPodOfPlan() throws IOException {
    return cases().stream()
        .map(folder ->
            DynamicTest.dynamicTest(folder.getFileName().toString(), () -> matches(folder)));
  }

  private static void matches(Path folder) throws IOException {
    RunPlan plan = JSON.readValue(folder.resolve("plan.json").toFile(), RunPlan.class);

    String pod = YAML.writeValueAsString(pod(plan));

    Path golden = folder.resolve("pod.yaml");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, pod);
    }
    assertThat(pod).isEqualToNormalizingNewlines(Files.readString(golden));
  }

  @Test
  void shouldFindEveryGoldenCase() throws IOException {
    assertThat(cases())
        .extracting(folder -> folder.getFileName().toString())
        .containsExactly(
            "a-pack-called-bridge",
            "key-secret",
            "model-headers",
            "no-skills",
            "nodes-and-pull-secrets",
            "original-fields",
            "own-loop",
            "proxy",
            "replay",
            "skill-with-rights",
            "texts-only",
            "trusted-ca",
            "two-skills");
  }

  static Pod pod(RunPlan plan) {
    return new RunPodBuilder(
            plan,
            "registry.example/sympozium:1",
            "https://sympozium-gateway.sympozium-system.svc:8443",
            ContainerResources.NONE,
            new RunAsIds(1000, 1000))
        .build(Instant.parse("2026-01-02T03:04:05Z"));
  }

  private static List<Path> cases() throws IOException {
    try (var folders = Files.list(GOLDEN)) {
      return folders.sorted().toList();
    }
  }
}
