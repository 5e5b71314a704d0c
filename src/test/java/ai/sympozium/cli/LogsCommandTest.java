package ai.sympozium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.ExitCode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows what is stored about a run, also when its log is missing or not readable. */
class LogsCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/run");
  private static final String MAPS = "/api/v1/namespaces/demo/configmaps";
  private static final String TRANSCRIPT =
      """
      {"role":"system","content":"You are an agent."}
      {"role":"user","content":"Which pods are not healthy?"}
      {"role":"assistant","content":"I list the pods.","tool_calls":[{"id":"1","type":"function","function":{"name":"execute_command","arguments":"{\\"skill\\":\\"k8s-ops\\",\\"command\\":\\"kubectl get pods\\"}"}}]}
      {"role":"tool","tool_call_id":"1","content":"cart-6d9f","_meta":{"tool":"execute_command","exitCode":0,"durationMs":84,"truncated":false}}
      not JSON
      {"role":"system","_meta":{"omittedLines":3}}
      {"role":"user","content":"Is that all?"}
      {"role":"assistant","content":"cart in shop cannot start."}
      """;

  private CommandLineFixture cli;
  private String uid = "";
  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    cli = new CommandLineFixture(folder, InstantSource.system());
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  private void stored(String folder) throws IOException {
    uid = store(folder + "/run.yaml", AgentRun.class, "").getMetadata().getUid();
  }

  private void storedLog() throws IOException {
    store("succeeded/log.yaml", ConfigMap.class, uid);
  }

  /** The mock server chooses the UIDs. */
  private <T extends HasMetadata> T store(String file, Class<T> type, String owner)
      throws IOException {
    T object =
        ConnectionOptions.serialization().unmarshal(Files.readString(GOLDEN.resolve(file)), type);
    object.getMetadata().getOwnerReferences().forEach(reference -> reference.setUid(owner));
    return cli.client().resources(type).inNamespace("demo").resource(object).create();
  }

  private void transcript(String owner) {
    cli.client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("sre-bot-demo-transcript")
                .withNamespace("demo")
                .withLabels(Map.of("app.kubernetes.io/managed-by", "sympozium"))
                .addNewOwnerReference()
                .withUid(owner)
                .endOwnerReference()
                .endMetadata()
                .withData(Map.of("transcript.jsonl", TRANSCRIPT))
                .build())
        .create();
  }

  private void forbid(String path) {
    cli.server()
        .expect()
        .get()
        .withPath(path)
        .andReturn(403, new StatusBuilder().withCode(403).withReason("Forbidden").build())
        .always();
  }

  private String shown() {
    return cli.out();
  }

  @Test
  void shouldShowTheLogAndNoNoteWhenItIsReadable() throws IOException {
    stored("succeeded");
    storedLog();
    transcript(uid);

    assertThat(cli.run("logs", "sre-bot-demo")).isEqualTo(ExitCode.OK);

    assertThat(shown()).contains("kubectl get pods -A", "Succeeded").doesNotContain("note");
  }

  @Test
  void shouldShowTheTranscriptWhenTheLogIsMissing() throws IOException {
    stored("succeeded");
    transcript(uid);

    assertThat(cli.run("logs", "sre-bot-demo")).isEqualTo(ExitCode.OK);

    assertThat(shown())
        .containsSubsequence(
            "granted     k8s-ops",
            "note        the steps are those of the transcript",
            "│ I list the pods.",
            "tool        execute_command  kubectl get pods   exit 0  84 ms",
            "│ cart-6d9f",
            "omitted     steps that are not stored: 3\n",
            "asked       Is that all?",
            "result      cart in shop cannot start.",
            "revoked",
            "Succeeded")
        .doesNotContain("Which pods");
  }

  @Test
  void shouldNameThePermissionAndShowTheTranscriptWhenTheLogIsNotReadable() throws IOException {
    stored("succeeded");
    storedLog();
    transcript(uid);
    forbid(MAPS + "/sre-bot-demo-agent-log");

    assertThat(cli.run("logs", "sre-bot-demo")).isEqualTo(ExitCode.OK);

    assertThat(shown())
        .contains(
            "the log of the agent is not shown: you may not get configmaps/sre-bot-demo-agent-log"
                + " in demo",
            "tool        execute_command  kubectl get pods   exit 0",
            "Succeeded");
  }

  @Test
  void shouldShowStatusAndResultWhenConfigMapsAreNotReadable() throws IOException {
    stored("succeeded");
    forbid(MAPS + "/sre-bot-demo-plan");
    forbid(MAPS + "/sre-bot-demo-agent-log");
    forbid(MAPS + "/sre-bot-demo-transcript");

    assertThat(cli.run("logs", "sre-bot-demo")).isEqualTo(ExitCode.OK);

    assertThat(shown())
        .contains(
            "granted     k8s-ops",
            "you may not get configmaps/sre-bot-demo-agent-log in demo",
            "you may not get configmaps/sre-bot-demo-transcript in demo",
            "result      cart in shop cannot start.",
            "Succeeded")
        .doesNotContain("tool ");
    assertThat(cli.err()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"succeeded, 0, Succeeded", "failed, 1, Failed"})
  void shouldFollowAFinalRunWithoutLogAndExitByItsOutcome(String golden, int exit, String last)
      throws IOException {
    stored(golden);
    transcript(uid);
    forbid(MAPS + "?fieldSelector=metadata.name%3Dsre-bot-demo-agent-log&resourceVersion=0");

    assertThat(cli.run("logs", "-f", "sre-bot-demo")).isEqualTo(exit);

    assertThat(shown())
        .contains(
            "you may not list and watch configmaps in demo",
            "execute_command  kubectl get pods",
            last);
  }

  @Test
  void shouldIgnoreATranscriptOfAnotherOwner() throws IOException {
    stored("succeeded");
    transcript("another-run");

    assertThat(cli.run("logs", "sre-bot-demo")).isEqualTo(ExitCode.OK);

    assertThat(shown())
        .contains("neither a log nor a transcript exists", "Succeeded")
        .doesNotContain("kubectl get pods");
  }

  @Test
  void shouldNotReadTheTranscriptOfARunThatIsNotFinal() throws IOException {
    stored("pending");

    assertThat(cli.run("logs", "sre-bot-demo")).isEqualTo(ExitCode.OK);

    assertThat(shown()).contains("created").doesNotContain("note");
  }
}
