package ai.sympozium.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads the manifest of a run, or reports why it is invalid. */
class RunManifestTest {
  private static final String HEAD = "apiVersion: sympozium.ai/v1alpha1\nkind: AgentRun\n";

  @Test
  void shouldReadRunAndKeepUnknownFields() {
    RunManifest manifest =
        RunManifest.parse(
            HEAD
                + "metadata: {name: x, namespace: demo}\n"
                + "spec: {instanceRef: bot, task: t, tomorrow: [1]}\n",
            "run.yaml");

    assertThat(manifest.title()).isEqualTo("x");
    assertThat(manifest.run().getSpec().instanceRef()).isEqualTo("bot");
    assertThat(manifest.source().getAdditionalProperties().get("spec"))
        .asString()
        .contains("tomorrow");
  }

  @Test
  void shouldAcceptGenerateName() {
    RunManifest manifest =
        RunManifest.parse(
            HEAD + "metadata: {generateName: x-}\nspec: {instanceRef: bot, task: t}\n", "run.yaml");

    assertThat(manifest.title()).isEqualTo("x-");
    assertThat(manifest.run().getMetadata().getName()).startsWith("x-");
    assertThat(manifest.source().getMetadata().getName()).isNull();
  }

  @Test
  void shouldTreatInstanceNameAsText() {
    RunManifest manifest = RunManifest.ofInstance("x\", \"task\": \"y");

    assertThat(manifest.run().getSpec().instanceRef()).isEqualTo("x\", \"task\": \"y");
    assertThat(manifest.title()).isNull();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{apiVersion: v1, kind: Pod} | run.yaml: is not an AgentRun of sympozium.ai/v1alpha1",
        "{apiVersion: sympozium.ai/v1, kind: AgentRun} | run.yaml: is not an AgentRun",
        "[] | run.yaml: is n",
        "{ | run.yaml: is n",
        "text | run.yaml: is n",
        "{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, metadata: {name: x}} | run.yaml: spec"
            + " is missing",
        "{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, metadata: {name: x}, spec: {task: t}}"
            + " | spec.instanceRef is missing",
        "{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, metadata: {name: x}, spec:"
            + " {instanceRef: i}} | spec.task is missing",
        "{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, metadata: {}, spec: {instanceRef: i,"
            + " task: t}} | metadata.name is missing",
        "{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, metadata: {name: x}, spec:"
            + " {instanceRef: i, task: t, skills: no}} | run.yaml: "
      })
  void shouldReportInvalidManifestInOneLine(String manifest, String message) {
    assertThatThrownBy(() -> RunManifest.parse(manifest, "run.yaml"))
        .isInstanceOfSatisfying(
            CommandException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }
}
