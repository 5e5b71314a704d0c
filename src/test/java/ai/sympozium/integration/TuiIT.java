package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uses {@code kubectl sympozium tui} in a real terminal, and compares screens with {@code
 * src/test/resources/golden/cli/terminal}. {@code -Dgolden.update=true} writes them.
 */
@ControlPlaneTest
class TuiIT {
  private static final String READS_PODS = "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]";
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/terminal");
  private static final int STORED_RUNS = 2_000;

  /** Not the packs of the operator: their list changes with each pack. */
  private static final String USES_NAMESPACE =
      "{apiGroups: [sympozium.ai], resources: [sympoziuminstances, skillpacks, agentruns,"
          + " sympoziumschedules], verbs: [get, list, watch, patch, delete]}";

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
      TestCluster.environment().awaitExecutor(namespace, pod, "aa-reader", TestCluster.TIMEOUT);
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

  @Test
  void shouldDiscardToggledSkillsOnEscape() throws IOException {
    Cli user = Cli.person(folder, namespace, "user", USES_NAMESPACE);
    try (Tmux tmux = new Tmux(user.kubeconfig(), "", namespace)) {
      awaitGolden(tmux, "instances", "▸bot", "True");

      tmux.keys("s");
      tmux.await("Skills of bot");
      tmux.keys("Space");
      awaitGolden(tmux, "skills-changed", "+ gains aa-other");
      tmux.keys("Escape");

      awaitGolden(tmux, "skills-discarded", "The changes are discarded.");
      assertThat(instance().getSpec().skills())
          .extracting(SkillRef::skillPackRef)
          .containsExactly("aa-reader");
    }
  }

  @Test
  void shouldFilterDescribeAndDeleteRun() throws IOException {
    for (String name : List.of("alpha", "beta")) {
      TestCluster.run(namespace, name, "absent");
      TestCluster.awaitFinal(namespace, name);
    }
    Cli user = Cli.person(folder, namespace, "user", USES_NAMESPACE);
    try (Tmux tmux = new Tmux(user.kubeconfig(), "", namespace)) {
      tmux.await("▸bot");
      tmux.keys("2");
      tmux.await("alpha", "beta", "2 agentruns");

      tmux.keys("/");
      tmux.type("bet");
      awaitGolden(tmux, "filter", "Filter: bet_");
      tmux.keys("Enter");
      awaitGolden(tmux, "filtered", "1 of 2 match");

      tmux.keys("d");
      awaitGolden(tmux, "description", "AgentRun beta", "instanceRef: \"absent\"");
      tmux.keys("Escape");
      awaitGolden(tmux, "filtered", "1 of 2 match");

      tmux.keys("x");
      awaitGolden(tmux, "deletion", "Delete run beta?");
      tmux.keys("n");
      awaitGolden(tmux, "filtered", "1 of 2 match");
      assertThat(TestCluster.get(namespace, "beta").isMarkedForDeletion()).isFalse();

      tmux.keys("x");
      tmux.await("Delete run beta?");
      tmux.keys("y");
      awaitGolden(tmux, "deleted", "Run beta is being deleted.", "match the filter");
      assertThat(run().getMetadata().getName()).isEqualTo("alpha");
    }
  }

  @Test
  void shouldPasteLinesIntoTaskOnly() {
    TestCluster.run(namespace, "alpha", "absent");
    TestCluster.awaitFinal(namespace, "alpha");
    try (Tmux tmux = new Tmux(Cli.admin().kubeconfig(), "", namespace)) {
      tmux.await("▸bot");
      tmux.keys("2");
      tmux.await("▸alpha");

      tmux.paste("xy\nxy");
      tmux.keys("1", "r");
      tmux.await("Task for bot: _");
      assertThat(TestCluster.get(namespace, "alpha").isMarkedForDeletion()).isFalse();
      tmux.paste("First line.\nxy");
      tmux.await("Task for bot: First line. xy_");
      assertThat(runs()).hasSize(1);
      tmux.keys("Enter");
      tmux.await("[2 Runs]", "▸bot-");

      assertThat(runs())
          .extracting(run -> run.getSpec().task())
          .containsExactlyInAnyOrder("First line.\nxy", "Do what the transcript says.");
      tmux.keys("q");
      tmux.await("exit 0");
    }
  }

  /** The operator is stopped, because it would reject and write each run. */
  @Test
  void shouldSelectByArrowKeysAmongManyStoredRuns() {
    Operator.stop();
    try {
      List<String> names = storeRuns();
      try (Tmux tmux = new Tmux(Cli.admin().kubeconfig(), "", namespace)) {
        tmux.await("▸bot");
        tmux.keys("2");
        tmux.await("▸" + names.getFirst(), STORED_RUNS + " agentruns");

        tmux.repeat(300, "Down");
        tmux.await("▸" + names.get(300));
        tmux.keys("End");
        tmux.await("▸" + names.getLast());
        tmux.keys("Down", "Up");
        tmux.await("▸" + names.get(STORED_RUNS - 2));
        tmux.keys("Home");
        tmux.await("▸" + names.getFirst());
        tmux.keys("NPage");
        tmux.await("▸" + names.get(20));
      }
    } finally {
      TestCluster.deleteNamespace(namespace);
      await("deletion of the runs").atMost(TestCluster.TIMEOUT).until(() -> runs().isEmpty());
      Operator.start();
    }
  }

  /** Stores runs, and returns their names in the order of the view. */
  private List<String> storeRuns() {
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < STORED_RUNS; i++) {
        String name = "stored-%04d".formatted(i);
        var unused = threads.submit(() -> TestCluster.run(namespace, name, "absent"));
      }
    }
    List<AgentRun> runs = runs();
    assertThat(runs).hasSize(STORED_RUNS);
    return runs.stream()
        .map(AgentRun::getMetadata)
        .sorted(
            Comparator.comparing(ObjectMeta::getCreationTimestamp)
                .reversed()
                .thenComparing(ObjectMeta::getName))
        .map(ObjectMeta::getName)
        .toList();
  }

  private void awaitGolden(Tmux tmux, String name, String... texts) throws IOException {
    Path golden = GOLDEN.resolve(name + ".txt");
    String screen = tmux.await(texts);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, normalized(screen));
    }
    tmux.awaitScreen(this::normalized, Files.readString(golden));
  }

  /** Replaces the texts that differ each time: they do not change the width of a column. */
  private String normalized(String screen) {
    return screen
            .replace(namespace, "tui-000000")
            .replaceAll("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}", "UID")
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "TIME")
            .replaceAll("resourceVersion: \"\\d+\"", "resourceVersion: \"N\"")
            .replaceAll("(?m)\\b\\d+[smh]\\h*$", "AGE")
            .replaceAll("(?m)\\h+$", "")
            .stripTrailing()
        + "\n";
  }

  private SympoziumInstance instance() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .require();
  }

  private AgentRun run() {
    List<AgentRun> runs = runs();
    assertThat(runs).hasSize(1);
    return runs.getFirst();
  }

  private List<AgentRun> runs() {
    return TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace).list().getItems();
  }
}
