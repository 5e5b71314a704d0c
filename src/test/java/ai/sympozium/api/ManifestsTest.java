package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that every shipped manifest parses strictly as one of the kinds. */
class ManifestsTest {
  @TestFactory
  Stream<DynamicTest> shouldFindNoUnknownFieldInShippedManifests() throws IOException {
    return Stream.concat(files("skillpacks"), files("dev/demo"))
        .filter(file -> !ours(file).isEmpty())
        .map(file ->
            DynamicTest.dynamicTest(file.toString(), () -> ours(file).forEach(Manifests::read)));
  }

  @Test
  void shouldFindBuiltInPacksAndDemo() throws IOException {
    assertThat(files("skillpacks").flatMap(f -> ours(f).stream())).isNotEmpty();
    assertThat(files("dev/demo").flatMap(f -> ours(f).stream()))
        .extracting(d -> d.path("kind").asText())
        .contains("SympoziumInstance", "AgentRun", "SympoziumSchedule");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec: {instanceRef: a, task: t, surprise: 1}",
        "spec: {instanceRef: a, task: t, model: {temperature: 1}}",
        "spec: {instanceRef: a, task: 5}",
        "status: {phase: Succeeded}"
      })
  void shouldRejectFieldsUnknownToSchema(String rest) {
    JsonNode document =
        Manifests.documents(
                "apiVersion: sympozium.ai/v1alpha1\nkind: AgentRun\nmetadata: {name: a}\n" + rest)
            .getFirst();
    assertThatIllegalArgumentException().isThrownBy(() -> Manifests.read(document));
  }

  private static List<JsonNode> ours(Path file) {
    return Manifests.documents(file).stream()
        .filter(d -> d.path("apiVersion").asText().startsWith(SympoziumLabels.GROUP + "/"))
        .toList();
  }

  private static Stream<Path> files(String directory) throws IOException {
    try (var all = Files.walk(Path.of(directory))) {
      return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }
}
