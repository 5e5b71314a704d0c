package ai.sympozium.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.cli.console.TextLayout.Tone;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** Lays out lines in columns and colours them. */
class TextLayoutTest {
  @Test
  void shouldWrapLongTextInItsColumn() {
    TextLayout page = new TextLayout(Ansi.OFF, 30);
    page.entry(2, "label", 10, Tone.GOOD, "one two three four five six");

    assertThat(page.lines()).containsExactly("  label   one two three four", "          five six");
  }

  @Test
  void shouldPutLongLabelOnItsOwnLine() {
    TextLayout page = new TextLayout(Ansi.OFF, 60);
    page.entry(2, "a long label", 10, Tone.PLAIN, "text");

    assertThat(page.lines()).containsExactly("  a long label", "          text");
  }

  @Test
  void shouldSanitizeAllTexts() {
    TextLayout page = new TextLayout(Ansi.ON, 60);
    page.heading("\u001b]0;title\u0007");
    page.entry(0, "\u001b[1m", 8, Tone.PLAIN, "x\nYou can start this run: yes");

    assertThat(page.lines())
        .containsExactly(
            "\u001b[1m\uFFFD]0;title\uFFFD\u001b[0m", "\uFFFD[1m    x You can start this run: yes");
  }

  @Test
  void shouldColourOnlyTextsWithTone() {
    TextLayout page = new TextLayout(Ansi.ON, 60);
    page.statusLine(0, '✗', Tone.BAD, "no");
    page.text(0, Tone.PLAIN, "plain");

    assertThat(page.lines()).containsExactly("✗ \u001b[31mno\u001b[0m", "plain");
  }

  @Test
  void shouldCombineRulesWithSameVerbs() {
    TextLayout page = new TextLayout(Ansi.OFF, 80);
    RuleFormatter.show(
        List.of(
            Manifests.parse("{resources: [pods], verbs: [watch, list, get]}", PolicyRule.class),
            Manifests.parse("{resources: [pods], verbs: [delete]}", PolicyRule.class),
            Manifests.parse(
                "{apiGroups: [apps, ''], resources: [deployments], verbs: [get, list, watch],"
                    + " resourceNames: [a, b]}",
                PolicyRule.class)),
        page,
        2);

    assertThat(page.lines())
        .containsExactly(
            "  get list watch  pods, deployments.apps (only a b), deployments (only a b)",
            "  delete          pods");
  }
}
