package ai.sympozium.cli.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares converted manifests with {@code src/test/resources/golden/cli/migrate}. {@code
 * -Dgolden.update=true} writes them.
 */
class MigrateCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/migrate");
  private static final Path POLICY =
      Path.of("helm/sympozium/templates/admission-policy-fields.yaml");
  private static final Path SCHEMAS =
      Path.of("src/main/resources/ai/sympozium/operator/crd/original-fields.yaml");
  private static final Pattern ROW =
      Pattern.compile("\"resource\" \"(\\w+)s\" \"path\" \"([^\"]+)\" \"why\" \"([^\"]+)\"");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  private int run(Path file) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Ansi.OFF, 100);
    return new CommandLine(new MigrateCommand(terminal)).execute("-f", file.toString());
  }

  private int migrate(String manifest) throws IOException {
    return run(
        Files.writeString(
            folder.resolve("original.yaml"), "apiVersion: sympozium.ai/v1alpha1\n" + manifest));
  }

  @Test
  void shouldPrintGoldenManifestsAndWarnings() throws IOException {
    assertThat(run(GOLDEN.resolve("original.yaml"))).isEqualTo(ExitCode.OK);

    compare("converted.yaml", out.toString(UTF_8));
    compare("warnings.txt", err.toString(UTF_8));
  }

  private static void compare(String name, String text) throws IOException {
    Path golden = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualToNormalizingNewlines(Files.readString(golden));
  }

  @Test
  void shouldChangeNothingWhenConvertedAgain() throws IOException {
    Path converted = GOLDEN.resolve("converted.yaml");

    assertThat(run(converted)).isEqualTo(ExitCode.OK);

    assertThat(out.toString(UTF_8)).isEqualTo(Files.readString(converted));
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: Agent, spec: {policyRef: strict}} | Agent/x: spec.policyRef: The kind",
        "{kind: Agent, spec: {mcpServers: [{name: a}]}} | spec.mcpServers: Agents cannot",
        "{kind: Agent, spec: {agents: {default: {lifecycle: {}}}}} | .lifecycle: Runs have no",
        "{kind: Agent, spec: {agents: {default: {sandbox: {enabled: true}}}}} | .sandbox.enabled:",
        "{kind: Agent, spec: {channels: [{type: slack}]}} | spec.channels[0].type: There is no",
        "{kind: AgentRun, spec: {mode: server}} | AgentRun/x: spec.mode: A run is a task",
        "{kind: AgentRun, spec: {task: {mode: tool}}} | spec.task: A task is a text",
        "{kind: AgentRun, spec: {model: {modelRef: m}}} | spec.model.modelRef: The kind Model",
        "{kind: AgentRun, spec: {agentRef: a, instanceRef: b}} | spec.agentRef: It differs",
        "{kind: AgentRun, spec: {agentSandbox: {enabled: true}}} | spec.agentSandbox.enabled: Runs",
        "{kind: AgentRun, spec: {volumes: [{name: a}]}} | spec.volumes: A run has no volumes",
        "{kind: SkillPack, spec: {sidecar: {hostAccess: {enabled: true}}}} | sidecar.hostAccess",
        "{kind: Ensemble, spec: {}} | Ensemble/x: The kind Ensemble does not exist here",
      })
  void shouldPrintNoManifestWhenOneCannotBeConverted(String manifest, String error)
      throws IOException {
    String fields = manifest.replaceFirst("^\\{", "{metadata: {name: x}, ");

    assertThat(migrate("kind: SkillPack\nspec: {}\n---\n" + api(fields))).isEqualTo(ExitCode.USAGE);

    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8)).contains("kubectl sympozium: ", error);
  }

  private static String api(String flow) {
    return flow.replaceFirst("^\\{", "{apiVersion: sympozium.ai/v1alpha1, ");
  }

  @Test
  void shouldStateSameReasonsAsAdmissionPolicy() throws IOException {
    Map<String, String> ofPolicy = new HashMap<>();
    ROW.matcher(Files.readString(POLICY))
        .results()
        .forEach(row ->
            ofPolicy.put(
                row.group(1) + " " + row.group(2),
                "Without effect, because " + row.group(3) + ". Removed."));

    Map<String, String> ofCommand = new HashMap<>();
    UnsupportedField.ALL.stream()
        .filter(field -> !field.refused())
        .forEach(field ->
            ofCommand.put(
                field.kind().toLowerCase(Locale.ROOT) + " " + field.path(), field.message()));

    assertThat(ofPolicy).hasSize(12);
    assertThat(ofCommand).containsAllEntriesOf(ofPolicy);
    assertThat(ofCommand.keySet())
        .filteredOn(field -> !ofPolicy.containsKey(field))
        .as("fields that the schemas do not have")
        .containsExactly("sympoziuminstance webEndpoint");
  }

  @Test
  void shouldStateSameErrorsAsSchemas() throws IOException {
    List<String> ofSchemas = new ArrayList<>();
    for (JsonNode entry : Manifests.documents(Files.readString(SCHEMAS))) {
      JsonNode schema = entry.path("schema");
      schema.at("/x-kubernetes-validations").forEach(rule -> add(ofSchemas, rule));
      schema
          .at("/properties/enabled/x-kubernetes-validations")
          .forEach(rule -> add(ofSchemas, rule));
    }

    assertThat(UnsupportedField.ALL)
        .filteredOn(field -> field.refused() && !isUnknownToSchemas(field))
        .hasSize(9)
        .extracting(UnsupportedField::message)
        .isSubsetOf(ofSchemas);
  }

  private static void add(List<String> messages, JsonNode rule) {
    messages.add(rule.path("message").asText());
  }

  private static boolean isUnknownToSchemas(UnsupportedField field) {
    return field.path().startsWith("volume") || field.path().equals("model.modelRef");
  }
}
