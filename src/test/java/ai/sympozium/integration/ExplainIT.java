package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.integration.Cli.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explains runs on a real cluster, for users who can read more or less of it. */
@ControlPlaneTest
class ExplainIT {
  private static final String STARTS =
      "{apiGroups: [sympozium.ai], resources: [agentruns], verbs: [create, get]}";
  private static final String READS =
      "{apiGroups: [sympozium.ai], resources: [sympoziuminstances, skillpacks], verbs: [get]}";
  private static final String READS_TAPES =
      "{apiGroups: [''], resources: [configmaps], verbs: [get]}";

  private static String namespace = "";
  @TempDir static Path folder;

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("explain");
    TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
    TestCluster.instance(namespace, "bot", "fine", "k8s-ops");
    TestCluster.instance(namespace, "plain", "fine");
    TestCluster.apply(
        namespace,
        Packs.withRules(
            "reader", "[{apiGroups: [''], resources: [pods], verbs: [get, list]}]", "[]"));
    await("the operator's word on the pack")
        .atMost(TestCluster.TIMEOUT)
        .until(() ->
            TestCluster.ADMIN
                    .resources(SkillPack.class)
                    .inNamespace(namespace)
                    .withName("reader")
                    .require()
                    .getStatus()
                != null);
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  private static String manifest(String name, String spec) throws IOException {
    return Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: AgentRun
            metadata: {name: %s, namespace: %s}
            spec: %s
            """
                .formatted(name, namespace, spec))
        .toString();
  }

  private static JsonNode json(Answer answer) {
    try {
      return new ObjectMapper().readTree(answer.out());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.toString(), e);
    }
  }

  @Test
  void shouldShowEverythingAndCreateNothingWhenUserIsAdministrator() {
    Answer answer = Cli.admin().run("explain", "bot", "-n", namespace);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out())
        .contains("bot in " + namespace + " would run with:", "skill k8s-ops")
        .contains("source          " + TestCluster.OPERATOR_NAMESPACE + ", version ")
        .contains("skill-k8s-ops", "/workspace", "deployments.apps", "21 rules", "14 rules")
        .contains("by a client named helm", "group system:masters")
        .contains("You can start this run: yes", "✓ the API server accepts it")
        .doesNotContain("\u001b");
    assertThat(TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace).list().getItems())
        .extracting(run -> run.getMetadata().getName())
        .noneMatch(name -> name.startsWith("explain"));
    assertThat(TestCluster.ADMIN.pods().inNamespace(namespace).list().getItems()).isEmpty();
  }

  @Test
  void shouldReportSameRefusalAsRun() throws IOException {
    String spec = "{instanceRef: plain, task: t, skills: [{skillPackRef: nothing}]}";
    Answer answer = Cli.admin().run("explain", "run", "-f", manifest("missing", spec));
    TestCluster.run(
        namespace, "missing", "instanceRef: plain", "task: t", "skills: [{skillPackRef: nothing}]");
    String error = Objects.requireNonNull(TestCluster.awaitFinal(namespace, "missing").error());

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(answer.out().replaceAll("\\s+", " ")).contains(error);
    assertThat(answer.out()).contains("would be refused:");
  }

  @Test
  void shouldAllowStartAndNameUnreadableFactsWhenUserHoldsRequiredPermissions() throws IOException {
    Cli user =
        Cli.person(
            folder,
            namespace,
            "user",
            STARTS,
            READS,
            READS_TAPES,
            "{apiGroups: [sympozium.ai], resources: [skillpacks], verbs: [use]}");

    Answer answer =
        user.run(
            "explain",
            "run",
            "-f",
            manifest("allowed", "{instanceRef: plain, task: t, skills: [{skillPackRef: reader}]}"));

    assertThat(answer.exit()).as("%s", answer).isZero();
    assertThat(answer.out())
        .contains("You can start this run: yes")
        .contains("✓ use skillpacks/reader in " + namespace)
        .contains(
            "? use skillpacks/reader in "
                + TestCluster.OPERATOR_NAMESPACE
                + ": unknown: only required")
        .contains("RBAC: allowed by RoleBinding \"user/" + namespace + "\"")
        .contains("✓ condition Ready of the pack")
        .contains("via RBAC: unknown, you may not list roles and bindings");
  }

  @Test
  void shouldNameMissingUseWhenUserMayNotUsePack() throws IOException {
    Cli user = Cli.person(folder, namespace, "useless", STARTS, READS, READS_TAPES);

    Answer answer =
        user.run(
            "explain",
            "run",
            "-o",
            "json",
            "-f",
            manifest("useless", "{instanceRef: plain, task: t, skills: [{skillPackRef: reader}]}"));

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(json(answer).path("youCanStart").asText()).isEqualTo("no");
    assertThat(json(answer).path("startChecks").toString())
        .contains(
            "{\"verdict\":\"no\",\"question\":\"use skillpacks/reader in " + namespace + "\"");
  }

  @Test
  void shouldNameSecretAndConfigMapThatUserMayNotRead() throws IOException {
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: house-texts}
        data: {rules.md: "# Rules"}
        """);
    String spec =
        "{instanceRef: plain, task: t, model: {authSecretRef: key}, skills: [{configMapRef:"
            + " house-texts}]}";
    Cli user = Cli.person(folder, namespace, "unread", STARTS, READS);

    Answer denied = user.run("explain", "run", "-f", manifest("texts", spec));
    Answer allowed = Cli.admin().run("explain", "run", "-f", manifest("texts", spec));

    assertThat(denied.exit()).as("%s", denied).isEqualTo(1);
    assertThat(denied.out())
        .contains("You can start this run: no")
        .contains("✗ get secrets/key in " + namespace)
        .contains("✗ get configmaps/house-texts in " + namespace);
    assertThat(allowed.exit()).as("%s", allowed).isZero();
    assertThat(allowed.out())
        .contains("texts           ConfigMap house-texts")
        .contains("✓ get secrets/key in " + namespace)
        .contains("✓ get configmaps/house-texts in " + namespace);
  }

  @Test
  void shouldReportUnknownWhenUserCanReadNothing() {
    Answer answer = Cli.person(folder, namespace, "stranger").run("explain", "bot");

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(answer.out())
        .contains("? unknown: you may not get sympoziuminstances/bot in " + namespace)
        .contains("model unknown", "✗ create agentruns in " + namespace)
        .doesNotContain("there is no");
  }

  @Test
  void shouldReportVerdictOfApiServer() throws IOException {
    Answer answer =
        Cli.admin()
            .run(
                "explain",
                "run",
                "-f",
                manifest("unknown-field", "{instanceRef: plain, task: t, tomorrow: 1}"));

    assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
    assertThat(answer.out()).contains("✗ the API server accepts it", "spec.tomorrow");
  }

  @Test
  void shouldStripControlCharactersWhenTextsAreHostile() {
    String evil = "\\e[2J\\e]0;owned\\a\\u202e\\n✓ reviewed";
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: hostile}
        spec:
          skills: [{name: x, description: "d%1$s", content: c}]
          sidecar:
            image: "img%1$s"
            env: [{name: A, value: "secret value"}]
            rbac: [{apiGroups: ["g%1$s"], resources: ["r%1$s"], verbs: ["v%1$s"]}]
        """
            .formatted(evil));
    TestCluster.instance(namespace, "hostile", "fine", "hostile");

    for (String format : new String[] {"text", "json"}) {
      Answer answer = Cli.admin().run("explain", "hostile", "-n", namespace, "-o", format);

      assertThat(answer.exit()).as("%s", answer).isEqualTo(1);
      assertThat(answer.out() + answer.err())
          .contains("img")
          .matches("[^\\p{Cntrl}\\p{Cf}]*(\n[^\\p{Cntrl}\\p{Cf}]*)*")
          .doesNotContainPattern("(?m)^\\s*✓ reviewed")
          .doesNotContain("secret value");
    }
  }

  @Test
  void shouldRejectManifestWhenItIsNotRun() throws IOException {
    assertThat(Cli.admin().run("explain", "run", "-f", "-").err())
        .contains("kubectl sympozium: -: is not one object");
    Path pod = Files.writeString(folder.resolve("pod.yaml"), "apiVersion: v1\nkind: Pod\n");
    Answer answer = Cli.admin().run("explain", "run", "-f", pod.toString());
    assertThat(answer.exit()).as("%s", answer).isEqualTo(2);
    assertThat(answer.err()).contains("is not an AgentRun of sympozium.ai/v1alpha1");
  }
}
