package ai.sympozium.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Splits command lines into commands and words. */
class ShellTokenizerTest {
  @Test
  void shouldSplitAtOperators() {
    assertThat(ShellTokenizer.split("a b; c && d || e | f & g\nh"))
        .containsExactly(
            List.of("a", "b"),
            List.of("c"),
            List.of("d"),
            List.of("e"),
            List.of("f"),
            List.of("g"),
            List.of("h"));
  }

  @Test
  void shouldKeepQuotedWordsTogether() {
    assertThat(ShellTokenizer.split("a 'b; c' \"d \\\" e\" f\\ g ''"))
        .containsExactly(List.of("a", "b; c", "d \" e", "f g", ""));
  }

  @Test
  void shouldJoinContinuedLines() {
    assertThat(ShellTokenizer.split("kubectl get \\\n  pods"))
        .containsExactly(List.of("kubectl", "get", "pods"));
  }

  @Test
  void shouldTreatSubstitutionsAsCommands() {
    assertThat(ShellTokenizer.split("echo $(kubectl get pods) `id`"))
        .containsExactly(List.of("echo", "$"), List.of("kubectl", "get", "pods"), List.of("id"));
  }

  @Test
  void shouldKeepExpansionsAsPartsOfWords() {
    assertThat(ShellTokenizer.split("get -l ${A} ${B:-c d}x; e ${F%)} $((1 << (G + 1))) h"))
        .containsExactly(
            List.of("get", "-l", "${A}", "${B:-c d}x"),
            List.of("e", "${F%)}", "$((1 << (G + 1)))", "h"));
    assertThat(ShellTokenizer.split("find -exec rm {} + ; ls a{b,c} '{' \\}"))
        .containsExactly(
            List.of("find", "-exec", "rm", "{}", "+"), List.of("ls", "a{b,c}", "{", "}"));
  }

  @Test
  void shouldFindCommandsInGroupsAndExpansions() {
    assertThat(ShellTokenizer.split("{ a; b\n} | c ${D:-$(kubectl get pods)} e"))
        .containsExactly(
            List.of("a"),
            List.of("b"),
            List.of("c", "${D:-$"),
            List.of("kubectl", "get", "pods"),
            List.of("e"));
    assertThat(ShellTokenizer.split("f() { a; }; $((a); (b)) ((c $(d)))"))
        .containsExactly(
            List.of("f"),
            List.of("a"),
            List.of("$"),
            List.of("a"),
            List.of("b"),
            List.of("c", "$"),
            List.of("d"));
  }

  @Test
  void shouldReadUnterminatedQuoteToTheEnd() {
    assertThat(ShellTokenizer.split("a \"b")).containsExactly(List.of("a", "b"));
    assertThat(ShellTokenizer.split("a \\")).containsExactly(List.of("a", "\\"));
    assertThat(ShellTokenizer.split("")).isEmpty();
  }
}
