package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.integration.Cli.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts and follows runs with {@code kubectl sympozium}, for users with more or less permissions.
 */
@ControlPlaneTest
class RunCommandIT {
  private static final String STARTS =
      "{apiGroups: [sympozium.ai], resources: [agentruns], verbs: [create, get, list, watch]}";
  private static final String READS_LOGS =
      "{apiGroups: [''], resources: [configmaps], verbs: [get, list, watch]}";

  private static String namespace = "";
  @TempDir static Path folder;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("run-command");
    TestCluster.transcript(
        namespace,
        "fine",
        Transcript.command("logged-command"),
        Transcript.answer("Two pods\nare healthy."));
    TestCluster.instance(namespace, "bot", "fine", "k8s-ops");
    TestCluster.instance(namespace, "plain", "fine");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  private static List<JsonNode> events(Answer answer) {
    List<JsonNode> events = new ArrayList<>();
    for (String line : answer.out().strip().split("\n", -1)) {
      try {
        events.add(new ObjectMapper().readTree(line));
      } catch (JsonProcessingException e) {
        throw new AssertionError(answer.toString(), e);
      }
    }
    return events;
  }

  private static List<String> types(Answer answer) {
    return events(answer).stream().map(event -> event.path("type").asText()).toList();
  }

  @Test
  void shouldShowStepsLiveAndAfterwardsWhenRunIsFollowed() {
    Answer followed =
        Cli.admin().run("run", "bot", "Which pods?", "--follow", "-o", "json", "-n", namespace);

    assertThat(followed.exit()).as("%s", followed).isZero();
    assertThat(types(followed))
        .containsSubsequence(
            "created",
            "planned",
            "granted",
            "pod",
            "started",
            "toolStarted",
            "tool",
            "result",
            "revoked",
            "succeeded");
    String run = events(followed).getFirst().path("run").asText();
    assertThat(run).startsWith("bot-");
    assertThat(TestCluster.pods(namespace, run)).isEmpty();

    Answer logs = Cli.admin().run("logs", run, "-n", namespace);
    assertThat(logs.exit()).as("%s", logs).isZero();
    assertThat(logs.out())
        .contains(
            "granted     k8s-ops → ServiceAccount sympozium-run-",
            "Role (",
            "pod         agent · ipc-bridge · skill-k8s-ops",
            "tool        execute_command  logged-command   exit 0  84 ms",
            "│ pod-1",
            "result      Two pods",
            "are healthy.",
            "Succeeded");
    Answer again = Cli.admin().run("logs", "-f", run, "-n", namespace, "-o", "json");
    assertThat(again.exit()).isZero();
    assertThat(types(again)).contains("tool").endsWith("succeeded");
  }

  @Test
  void shouldPrintResultOnlyWhenItWaits() {
    Answer answer = Cli.admin().run("run", "plain", "t", "--wait", "-n", namespace);

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out()).contains("result", "Two pods", "Succeeded").doesNotContain("planned");
  }

  @Test
  void shouldFailWhenRunFails() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("refused.yaml"),
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: AgentRun
            metadata: {generateName: refused-, namespace: %s}
            spec: {instanceRef: plain, task: t, skills: [{skillPackRef: missing}]}
            """
                .formatted(namespace));

    Answer answer = Cli.admin().run("run", "-f", file.toString(), "--follow");

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(answer.out()).contains("Failed", "missing");
  }

  @Test
  void shouldCreateOnlyWhenNothingElseIsRequested() {
    Answer answer = Cli.admin().run("run", "plain", "t", "-n", namespace);

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out()).contains("created", "kubectl sympozium logs -f plain-");
  }

  @Test
  void shouldFollowWithoutLogWhenUserMayNotReadIt() {
    Cli user = Cli.person(folder, namespace, "starter", STARTS);

    Answer answer = user.run("run", "plain", "t", "--follow");

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out())
        .contains("you may not list and watch configmaps in " + namespace, "result", "Succeeded");
  }

  @Test
  void shouldFollowWithUsualPermissions() {
    Cli user = Cli.person(folder, namespace, "reader", STARTS, READS_LOGS);

    Answer answer = user.run("run", "plain", "t", "--follow");

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out()).contains("logged-command", "Succeeded");
  }

  @Test
  void shouldNameWhatIsMissing() {
    Answer instance = Cli.admin().run("run", "nothing", "t", "-n", namespace);
    assertThat(instance.exit()).as("%s", instance).isEqualTo(1);
    assertThat(instance.err())
        .contains("SympoziumInstance \"nothing\" does not exist in namespace " + namespace);

    Answer run = Cli.admin().run("logs", "nothing", "-n", namespace);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("AgentRun \"nothing\" does not exist in namespace " + namespace);

    Answer none = Cli.admin().run("run", "plain", "t", "-n", "no-such-namespace");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("does not exist in namespace no-such-namespace");

    Answer stranger =
        Cli.person(folder, namespace, "stranger").run("run", "plain", "t", "--follow");
    assertThat(stranger.exit()).as("%s", stranger).isEqualTo(3);
    assertThat(stranger.err()).contains("you may not create this run in " + namespace);
  }
}
