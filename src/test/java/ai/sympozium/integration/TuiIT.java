package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses {@code kubectl sympozium tui} in a real terminal. */
@ControlPlaneTest
class TuiIT {
  private static final String READS_PODS = "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]";

  private String namespace = "";
  @TempDir Path folder;

  @BeforeEach
  void prepare() {
    namespace = TestCluster.namespace("tui");
    TestCluster.apply(namespace, Packs.withRules("aa-other", READS_PODS, "[]"));
    TestCluster.apply(namespace, Packs.withRules("aa-reader", READS_PODS, "[]"));
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command("aa-reader", Transcript.UNTIL_GO),
        Transcript.answer("All pods are healthy."));
    TestCluster.instance(namespace, "bot", "wait", "aa-reader");
  }

  @AfterEach
  void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldToggleSkillsAndFollowRun() {
    try (Tmux tmux = new Tmux(Cli.admin().kubeconfig(), "", namespace)) {
      tmux.await("[1 Instances]", "▸bot", "aa-reader");

      tmux.keys("s");
      tmux.await("Skills of bot", "▸[ ] aa-other", " [x] aa-reader");
      tmux.keys("Space");
      tmux.await("▸[x] aa-other", "+ gains aa-other: 1 rule in " + namespace);
      tmux.keys("Enter");
      tmux.await("Saved. The next run of bot gains aa-other.", "aa-other");
      assertThat(instance().getSpec().skills())
          .extracting(SkillRef::skillPackRef)
          .containsExactly("aa-reader", "aa-other");

      tmux.keys("r");
      tmux.await("Task for bot: _");
      tmux.type("Which pods are not healthy?");
      tmux.keys("Enter");
      tmux.await("[2 Runs]", "▸bot-", "Running");
      AgentRun run = run();
      String pod =
          TestCluster.awaitPod(namespace, run.getMetadata().getName()).getMetadata().getName();
      tmux.keys("g");
      tmux.await("Grants alive in " + namespace + ": 2", "aa-other", "aa-reader", "0:00:");
      String clock = tmux.screen();
      tmux.keys("Escape");
      tmux.await("[2 Runs]", "▸bot-");
      tmux.keys("l");
      tmux.await("Transcript of " + run.getMetadata().getName(), "granted");
      TestCluster.environment().awaitExecutor(namespace, pod, "aa-reader", TestCluster.PATIENCE);
      TestCluster.environment().release(namespace, pod);
      tmux.await("All pods are healthy.", "revoked", "Succeeded");
      assertThat(clock).contains("sympozium-run-");

      tmux.keys("Escape");
      tmux.await("▸bot-", "Succeeded");
      tmux.resize(120, 30);
      tmux.await("Sympozium · cluster", "namespace " + namespace);
      tmux.keys("q");
      tmux.await("exit 0");
      assertThat(tmux.screen()).doesNotContain("Instances");
    }
    assertThat(TestCluster.awaitFinal(namespace, run().getMetadata().getName()).phase())
        .isEqualTo(AgentRunPhase.SUCCEEDED);
  }

  @Test
  void shouldShowWhatIsForbiddenWithoutColours() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: hostile}
        spec: {category: "a\\e[2Jb"}
        """);
    Cli user =
        Cli.person(
            folder,
            namespace,
            "user",
            "{apiGroups: [sympozium.ai], resources: [sympoziuminstances, skillpacks], verbs: [get,"
                + " list, watch]}");
    try (Tmux tmux = new Tmux(user.kubeconfig(), "NO_COLOR=1", namespace)) {
      tmux.await("▸bot");

      tmux.keys("2");
      tmux.await("Not shown: you may not list and watch agentruns in " + namespace);
      tmux.keys("3");
      tmux.await(
          "hostile", "a\uFFFD[2Jb", "not complete: you may not list and watch skillpacks in");
      tmux.keys(":");
      tmux.await("Forbidden: you may not list namespaces. Write the name.");
      tmux.keys("Escape", "1");
      tmux.await("▸bot");
      tmux.keys("s");
      tmux.await("Forbidden: you may not patch sympoziuminstances/bot in " + namespace);
      tmux.keys("Space", "Enter");
      tmux.await("▸[x] aa-other", "Forbidden");
      assertThat(instance().getSpec().skills()).hasSize(1);
      assertThat(tmux.styledScreen()).doesNotContain("\u001b");
      tmux.keys("C-c");
      tmux.await("exit 0");
    }
  }

  private SympoziumInstance instance() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .require();
  }

  private AgentRun run() {
    List<AgentRun> runs =
        TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace).list().getItems();
    assertThat(runs).hasSize(1);
    return runs.getFirst();
  }
}
