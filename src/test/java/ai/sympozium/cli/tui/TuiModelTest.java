package ai.sympozium.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TuiModelTest {
  private final TuiDriver tui = TuiDriver.withData();

  @ParameterizedTest
  @CsvSource({"1, INSTANCES", "2, RUNS", "3, SKILLS", "4, SCHEDULES"})
  void shouldShowViewOfNumber(String key, Tab tab) {
    assertThat(tui.keys(key).state().tab()).isEqualTo(tab);
  }

  @Test
  void shouldSaveToggledSkills() {
    tui.key(Key.DOWN).keys("s").keys(" ").key(Key.DOWN).keys(" ").key(Key.ENTER);

    assertThat(tui.effects())
        .containsExactly(
            new Effect.CheckChange("sre-bot"),
            new Effect.SaveSkills("sre-bot", Set.of("code-review"), Set.of("k8s-ops")));
    assertThat(tui.screen()).contains("Saving …");

    tui.input(new Input.Saved("sre-bot", "Saved."));

    assertThat(tui.state().overlay()).isEqualTo(new Overlay.None());
    assertThat(tui.screen()).contains("Saved.");
  }

  @Test
  void shouldShowWhatTheNextRunGainsAndLoses() {
    tui.key(Key.DOWN).keys("s").key(Key.DOWN).keys(" ").key(Key.DOWN).key(Key.DOWN).keys(" ");

    assertThat(tui.screen())
        .contains("Next run (active runs keep their skills):")
        .contains("+ gains sre-observability: 1 rule cluster-wide")
        .contains("- loses k8s-ops: 2 rules in demo, 1 rule cluster-wide")
        .containsPattern("get list watch +pods, services");
  }

  @Test
  void shouldScrollWhatTheNextRunGainsWithoutChangingIt() throws IOException {
    TuiDriver ops = TuiDriver.withPack("k8s-ops").keys("sj ");
    String first = ops.screen();
    assertThat(first).contains("+ gains k8s-ops", "Lines 1-", "PgUp/PgDn scroll");

    String last = ops.key(Key.PAGE_DOWN).key(Key.PAGE_DOWN).key(Key.PAGE_DOWN).screen();

    assertThat(last).contains("[x] k8s-ops").doesNotContain("+ gains k8s-ops", "Lines 1-");
    assertThat(ops.key(Key.PAGE_UP).key(Key.PAGE_UP).key(Key.PAGE_UP).screen()).isEqualTo(first);
    ops.key(Key.PAGE_DOWN).key(Key.ENTER);
    assertThat(ops.effects())
        .endsWith(new Effect.SaveSkills("reviewer", Set.of("k8s-ops"), Set.of()));
  }

  @Test
  void shouldDiscardOnEscape() {
    tui.keys("s").keys(" ").key(Key.ESCAPE);

    assertThat(tui.effects()).containsExactly(new Effect.CheckChange("reviewer"));
    assertThat(tui.screen()).contains("The changes are discarded.");
  }

  @Test
  void shouldNotLeaveWithUnsavedChanges() {
    tui.keys("s").keys(" ").keys("q");

    assertThat(tui.effects()).doesNotContain(new Effect.Quit());
    assertThat(tui.screen()).contains("There are changes: Enter saves, Esc discards.");
  }

  @Test
  void shouldSaveNothingWhenToggledTwice() {
    tui.keys("s").keys("  ").key(Key.ENTER);

    assertThat(tui.effects()).containsExactly(new Effect.CheckChange("reviewer"));
    assertThat(tui.state().overlay()).isEqualTo(new Overlay.None());
  }

  @Test
  void shouldForgetChangeThatAnotherClientMade() {
    tui.keys("s").keys(" ");
    assertThat(tui.screen()).contains("[ ] code-review");

    ClusterView data = TuiDriver.data();
    Row.InstanceRow before = data.instances().rows().getFirst();
    Row.InstanceRow after =
        new Row.InstanceRow(
            before.namespace(), before.name(), before.model(), List.of(), "True", "", 0, 3, null);
    tui.input(
            new Input.Changed(
                new ClusterView(
                    Listing.of(List.of(after)), data.runs(), data.packs(), data.schedules())))
        .key(Key.ENTER);

    assertThat(tui.effects()).containsExactly(new Effect.CheckChange("reviewer"));
  }

  @Test
  void shouldShowThatChangeIsForbiddenAndNotSave() {
    tui.keys("s")
        .input(new Input.ChangeDenied("reviewer", "Forbidden: you may not patch it."))
        .keys(" ")
        .key(Key.ENTER);

    assertThat(tui.effects()).containsExactly(new Effect.CheckChange("reviewer"));
    assertThat(tui.screen()).contains("Forbidden: you may not patch it.");
  }

  @Test
  void shouldKeepPanelOpenWhenSavingFails() {
    tui.keys("s").keys(" ").key(Key.ENTER).input(new Input.Reported("denied", true));

    assertThat(tui.screen()).contains("denied", "Space toggle");
  }

  @Test
  void shouldStartRunWithTask() {
    tui.keys("rWhy?").key(Key.BACKSPACE).keys("!");
    assertThat(tui.screen()).contains("Task for reviewer: Why!_");

    tui.key(Key.ENTER);

    assertThat(tui.effects()).containsExactly(new Effect.StartRun("reviewer", "Why!"));
  }

  @Test
  void shouldPasteLinesIntoTask() {
    tui.keys("rWhy ").input(new Input.Pasted("does\r\nthis\rfail\u001b[A?\u0007\n"));
    assertThat(tui.effects()).isEmpty();

    tui.key(Key.ENTER);

    assertThat(tui.effects())
        .containsExactly(new Effect.StartRun("reviewer", "Why does\nthis\nfail[A?"));
  }

  @Test
  void shouldCutPastedTaskAndShowIt() {
    tui.keys("r").input(new Input.Pasted("😀".repeat(PromptKeys.MAX_TASK)));

    assertThat(tui.screen()).contains("Task for reviewer (not more than 4096 characters): ");
    tui.key(Key.ENTER);
    assertThat(tui.effects())
        .containsExactly(new Effect.StartRun("reviewer", "😀".repeat(PromptKeys.MAX_TASK / 2)));
  }

  @Test
  void shouldPasteOneLineIntoFilter() {
    tui.keys("2/").input(new Input.Pasted("demo\n"));

    assertThat(tui.state().rows()).extracting(Row::name).containsExactly("sre-bot-demo");
  }

  /** The first is the view of runs, the others cover it. */
  @ParameterizedTest
  @ValueSource(strings = {"2", "2x", "2l", "g", "?", "1s"})
  void shouldDoNothingWithPastedTextOutsideOfPrompt(String keys) {
    tui.keys(keys);
    TuiState before = tui.state();
    List<Effect> effects = List.copyOf(tui.effects());

    tui.input(new Input.Pasted("xy\nq \r"));

    assertThat(tui.state()).isEqualTo(before);
    assertThat(tui.effects()).isEqualTo(effects);
  }

  @Test
  void shouldSelectStartedRun() {
    tui.input(new Input.Started("sre-bot-demo"));

    assertThat(tui.state().selected().orElseThrow().name()).isEqualTo("sre-bot-demo");
  }

  @Test
  void shouldStartNoRunWithoutTask() {
    tui.keys("r  ").key(Key.ENTER);

    assertThat(tui.effects()).isEmpty();
    assertThat(tui.screen()).contains("the task is empty");
  }

  @Test
  void shouldFollowTranscript() {
    tui.keys("2l");
    for (int i = 0; i < 40; i++) {
      tui.input(new Input.TranscriptLine("sre-bot-7f3c", "line " + i));
    }
    tui.input(new Input.TranscriptLine("another", "of another run"));

    assertThat(tui.effects()).containsExactly(new Effect.Follow("sre-bot-7f3c"));
    assertThat(tui.screen()).contains("line 39").doesNotContain("line 5\n", "of another run");

    tui.key(Key.HOME);
    tui.input(new Input.TranscriptLine("sre-bot-7f3c", "line 40"));

    assertThat(tui.screen()).contains("line 0").doesNotContain("line 40");
    assertThat(tui.key(Key.END).screen()).contains("line 40");

    tui.key(Key.ESCAPE);

    assertThat(tui.effects()).endsWith(new Effect.Unfollow());
  }

  @Test
  void shouldFollowNewestRunOfInstance() {
    tui.key(Key.DOWN).keys("l");

    assertThat(tui.effects()).containsExactly(new Effect.Follow("sre-bot-7f3c"));
  }

  @Test
  void shouldShowRunningClockOfGrants() {
    assertThat(tui.keys("g").screen()).contains("0:01:35  sre-bot-7f3c  k8s-ops");

    tui.input(new Input.Clock(TuiDriver.NOW.plusSeconds(1)));

    assertThat(tui.screen()).contains("0:01:36  sre-bot-7f3c  k8s-ops");
  }

  @Test
  void shouldAskBeforeRunIsDeleted() {
    tui.keys("2x");
    assertThat(tui.screen()).contains("Delete run sre-bot-7f3c? It is active");
    tui.keys("n");
    assertThat(tui.effects()).isEmpty();

    tui.keys("xy");

    assertThat(tui.effects()).containsExactly(new Effect.DeleteRun("sre-bot-7f3c"));
  }

  @Test
  void shouldFilterWhileWriting() {
    tui.keys("2/demo");

    assertThat(tui.state().rows()).extracting(Row::name).containsExactly("sre-bot-demo");
    assertThat(tui.key(Key.ENTER).screen()).contains("1 of 2 match \"demo\"");
    assertThat(tui.key(Key.ESCAPE).state().rows()).hasSize(2);
  }

  @Test
  void shouldChooseNamespace() {
    tui.keys(":")
        .input(new Input.Namespaces(List.of("default", "demo", "shop"), ""))
        .keys("d")
        .key(Key.DOWN)
        .key(Key.ENTER);

    assertThat(tui.effects())
        .containsExactly(new Effect.ListNamespaces(), new Effect.UseNamespace("demo"));
    assertThat(tui.screen()).contains("Loading …");
  }

  @Test
  void shouldAcceptNamespaceThatCannotBeListed() {
    tui.keys(":").input(new Input.Namespaces(List.of(), "Forbidden: you may not list namespaces."));
    assertThat(tui.screen()).contains("Forbidden: you may not list namespaces.");

    tui.keys("shop").key(Key.ENTER);

    assertThat(tui.effects()).endsWith(new Effect.UseNamespace("shop"));
  }

  @Test
  void shouldDescribeSelectedObject() {
    tui.keys("3d").input(new Input.Described("SkillPack code-review", List.of("kind: SkillPack")));

    assertThat(tui.effects())
        .containsExactly(new Effect.Describe(Tab.SKILLS, "sympozium-system", "code-review"));
    assertThat(tui.screen()).contains("SkillPack code-review", "kind: SkillPack");
  }

  @Test
  void shouldKeepSelectionWhenNewRunsArrive() {
    tui.keys("2").key(Key.DOWN);
    assertThat(tui.state().selected().orElseThrow().name()).isEqualTo("sre-bot-demo");
    ClusterView data = TuiDriver.data();
    List<Row.RunRow> runs =
        List.of(
            TuiDriver.run("new", "sre-bot", "Running", true, 0),
            data.runs().rows().get(0),
            data.runs().rows().get(1));

    tui.input(
        new Input.Changed(
            new ClusterView(data.instances(), Listing.of(runs), data.packs(), data.schedules())));

    assertThat(tui.state().selected().orElseThrow().name()).isEqualTo("sre-bot-demo");
  }

  @Test
  void shouldQuit() {
    assertThat(tui.keys("q").effects()).containsExactly(new Effect.Quit());
  }

  @Test
  void shouldWalkThroughManyRuns() {
    tui.input(new Input.Changed(TuiDriver.manyRuns(2000))).keys("2").key(Key.END);

    assertThat(tui.screen()).contains("▸run-1999", "2000 agentruns");
    assertThat(tui.key(Key.HOME).key(Key.PAGE_DOWN).screen()).contains("▸run-0020");
  }
}
