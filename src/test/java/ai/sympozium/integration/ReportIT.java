package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.Cli.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports the permissions that a real run used, from the API server's audit log, and checks that
 * the minimal pack suffices.
 */
class ReportIT {
  private static final String LOG =
      Objects.requireNonNull(System.getProperty("sympozium.audit-log"));

  private static final String WORK =
      """
      set -e
      kubectl get pods -A -o name
      kubectl get namespace kube-system -o name
      kubectl create configmap note --from-literal=a=b
      kubectl apply --server-side -f - <<'EOF'
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: applied}
      EOF
      kubectl get configmap note -o name
      kubectl delete configmap note applied
      """;

  private static String namespace = "";
  @TempDir static Path folder;

  @BeforeAll
  static void run() {
    assertThat(Path.of(LOG))
        .as("the cluster's audit log; a cluster from before it had one: dev/cluster down")
        .isReadable();
    namespace = TestCluster.namespace("report");
    TestCluster.transcript(
        namespace,
        "work",
        Transcript.command(WORK),
        Transcript.command("kubectl get secrets"),
        Transcript.answer("Done."));
    TestCluster.instance(namespace, "bot", "work", "k8s-ops");
    TestCluster.run(namespace, "first", "bot");
    assertThat(TestCluster.awaitFinal(namespace, "first").phase())
        .isEqualTo(AgentRunPhase.SUCCEEDED);
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  private static Answer report(String run, String... more) {
    List<String> words = new ArrayList<>(List.of("report", "run", run, "-n", namespace));
    words.addAll(List.of(more));
    Answer answer = Cli.admin().run(words.toArray(String[]::new));
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exit()).as("%s", answer).isZero();
    return answer;
  }

  private static JsonNode usage(String run) {
    try {
      return new ObjectMapper()
          .readTree(report(run, "--audit-log", LOG, "-o", "json").out())
          .path("skills")
          .path(0)
          .path("usage");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> used(JsonNode usage) {
    List<String> used = new ArrayList<>();
    for (JsonNode right : usage.path("used")) {
      used.add(
          (right.path("clusterWide").asBoolean() ? "cluster " : "")
              + right.path("verb").asText()
              + " "
              + right.path("resource").asText());
    }
    return used;
  }

  @Test
  void shouldReportUsedAndUnusedPermissions() {
    JsonNode usage = usage("first");

    assertThat(used(usage))
        .containsExactlyInAnyOrder(
            "cluster list pods",
            "cluster get namespaces",
            "create configmaps",
            "patch configmaps",
            "get configmaps",
            "delete configmaps");
    assertThat(usage.path("denied").toString()).contains("\"secrets\"", "\"list\"");
    assertThat(usage.path("unused").path("rbac").toString())
        .contains("deployments/scale", "pods/eviction");
    assertThat(usage.path("unused").path("clusterRBAC").toString()).contains("nodes");
    assertThat(report("first", "--audit-log", LOG).out())
        .contains("run first in " + namespace + ": Succeeded, 2 tool calls", "list secrets in");
  }

  @Test
  void shouldProposePackWithExactlyUsedPermissions() {
    String manifest = report("first", "--audit-log", LOG, "-o", "skillpack").out();
    String other = TestCluster.namespace("report-smaller");
    try {
      TestCluster.apply(other, manifest.replace("namespace: \"" + namespace + "\"", ""));
      TestCluster.transcript(other, "work", Transcript.command(WORK), Transcript.answer("Done."));
      TestCluster.instance(other, "bot", "work", "k8s-ops");
      TestCluster.run(other, "again", "bot");
      AgentRunStatus status = TestCluster.awaitFinal(other, "again");

      assertThat(status.skills().getFirst().pack().namespace()).isEqualTo(other);
      assertThat(RunWaits.transcript(other, status))
          .contains("\"exitCode\":0", "configmap \\\"note\\\" deleted")
          .doesNotContain("forbidden");
      Answer again = Cli.admin().run("report", "run", "again", "-n", other, "--audit-log", LOG);
      assertThat(again.out())
          .contains("used            6 of 8 permissions")
          .doesNotContain("unused");
    } finally {
      TestCluster.deleteNamespace(other);
    }
  }

  @Test
  void shouldLabelUsageAsEstimateWhenAuditLogIsMissing() {
    Answer hint = report("first");

    assertThat(hint.out())
        .contains("estimated from commands", "list pods", "delete configmaps", "create configmaps")
        .contains("list secrets in " + namespace);
    assertThat(report("first", "-o", "skillpack").out()).contains("# Estimated");
  }

  @Test
  void shouldNameUnreadableRecordsWhenUserMayNotReadThem() {
    Cli reader =
        Cli.person(
            folder,
            namespace,
            "reader",
            "{apiGroups: [sympozium.ai], resources: [agentruns], verbs: [get]}");

    Answer answer = reader.run("report", "run", "first");

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out())
        .contains("used            unknown", "you may not get configmaps/first-plan", "granted");
  }

  @Test
  void shouldFailWhenUserMayNotReadRun() {
    Answer answer = Cli.person(folder, namespace, "stranger").run("report", "run", "first");

    assertThat(answer.exit()).as("%s", answer).isEqualTo(3);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains("you may not get agentruns/first in " + namespace);
  }

  @Test
  void shouldNameRunWhenItDoesNotExist() {
    Answer answer = Cli.admin().run("report", "run", "nothing", "-n", namespace);

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(answer.err())
        .contains("AgentRun \"nothing\" does not exist in namespace " + namespace);
  }

  @Test
  void shouldPrintNoToken() throws java.io.IOException {
    Cli reader = Cli.person(folder, namespace, "tokened");
    Answer answer = reader.run("report", "run", "first");

    String token =
        Files.readString(reader.kubeconfig()).replaceAll("(?s).*token: ([^}]+)}.*", "$1");
    assertThat(token).hasSizeGreaterThan(100);
    assertThat(answer.out() + answer.err()).doesNotContain(token);
  }
}
