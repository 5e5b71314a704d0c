package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandExtractorTest {
  private static final Set<String> PROGRAMS = Set.of("kubectl", "jq");

  private static List<String> commands(String markdown) {
    return CommandExtractor.extract("doc", markdown, PROGRAMS).stream()
        .map(command -> command.line() + ": " + command.text())
        .toList();
  }

  static List<Arguments> documents() {
    return List.of(
        row("span", "Run `kubectl get pods`.", "1: kubectl get pods"),
        row("span of one word", "Use `kubectl`, `jq`.", ""),
        row("span with another program", "`rm -rf x`", ""),
        row("double backticks", "``kubectl get `x` ``", "1: kubectl get `x`"),
        row("span over lines", "a `kubectl\n  get pods` b", "1: kubectl get pods"),
        row("span over paragraphs", "a `kubectl\n\nget pods` b", ""),
        row("pipe in a table", "|a|\n|-|\n|`kubectl get x \\| jq .`|", "3: kubectl get x | jq ."),
        row("block", "```sh\nls\n\n# note\ndf -h\n```", "2: ls|5: df -h"),
        row("block of another language", "```yaml\nkubectl get pods\n```", ""),
        row("block without language", "```\nkubectl get pods\n```", ""),
        row("span in a block", "```text\n`kubectl get pods`\n```", ""),
        row("indented block", "1. a\n   ~~~bash\n   ls\n   ~~~\n`jq . x`", "3: ls|5: jq . x"),
        row("unclosed block", "```sh\nls", "2: ls"),
        row("longer fence", "````sh\necho '```'\n````", "2: echo '```'"),
        row("continuation", "```sh\nls \\\n  -l\ndf\n```", "2: ls \\\n  -l|4: df"),
        row("pipe at the end", "```sh\nls |\n  wc -l\n```", "2: ls |\n  wc -l"),
        row("quote over lines", "```sh\necho 'a\nb'\n```", "2: echo 'a\nb'"),
        row("heredoc", "```sh\ncat <<EOF\na 'b\nEOF\nls\n```", "2: cat <<EOF\na 'b\nEOF|5: ls"),
        row(
            "loop",
            "```sh\nfor i in 1; do\n  ls\ndone\nls\n```",
            "2: for i in 1; do\n  ls\ndone|5: ls"),
        row("function", "```sh\nf() { ls; }\ndf\n```", "2: f() { ls; }|3: df"),
        row("case", "```sh\ncase x in a) ls;; esac\ndf\n```", "2: case x in a) ls;; esac|3: df"),
        row("substitution", "```sh\necho \"$(ls |\n wc)\"\n```", "2: echo \"$(ls |\n wc)\""),
        row("prompts", "```console\n$ ls \\\n> -l\nfile\n$ df\n```", "2: ls \\\n-l|5: df"),
        row("block in capitals", "```Bash\nls\n```", "2: ls"),
        row("block of zsh", "```zsh\nls\n```", "2: ls"),
        row("session", "```shell-session\n$ ls\nfile\n```", "2: ls"),
        row("arithmetic", "```sh\necho $((1<<4))\nls\n```", "2: echo $((1<<4))|3: ls"),
        row(
            "quoted arithmetic",
            "```sh\necho \"$((1<<4))\"\nls\n```",
            "2: echo \"$((1<<4))\"|3: ls"),
        row("arithmetic command", "```sh\n((a <<= 1)) &&\nls\n```", "2: ((a <<= 1)) &&\nls"),
        row(
            "arithmetic over lines",
            "```sh\necho $((1\n<< 4))\nls\n```",
            "2: echo $((1\n<< 4))|4: ls"),
        row("subshells", "```sh\n((a); (\nb))\nls\n```", "2: ((a); (\nb))|4: ls"),
        row(
            "function without parentheses",
            "```sh\nfunction f {\n  ls\n}\nf\n```",
            "2: function f {\n  ls\n}|5: f"),
        row("stray parenthesis", "```sh\nls )\ndf\n```", "2: ls )|3: df"),
        row("stray end", "```sh\ndone\nls\n```", "2: done|3: ls"));
  }

  private static Arguments row(String name, String markdown, String commands) {
    return Arguments.of(name, markdown, commands);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void shouldFindCommands(String name, String markdown, String expected) {
    assertThat(String.join("|", commands(markdown))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "` `` ``` ",
        "```sh\n",
        "'",
        "$(",
        "((",
        "${",
        "<<X\n",
        "`kubectl x\\",
        "{ ",
        "case "
      })
  @Timeout(20)
  void shouldStayFastWhenMarkdownIsHostile(String part) {
    String hostile = part.repeat(50_000);

    assertThat(commands(hostile)).hasSizeLessThan(60_000);
    assertThat(commands("```sh\n" + hostile)).hasSizeLessThan(60_000);
    assertThat(commands("```sh\necho '\n" + (part.strip() + "\n").repeat(5_000)))
        .hasSizeLessThan(60_000);
  }

  @Test
  void shouldStateOpenerOfIncompleteText() {
    assertThat(ShellScanner.problem("ls\necho 'a"))
        .isEqualTo("\"'\" without \"'\" at line 2, column 6");
    assertThat(ShellScanner.problem("ls )")).isEqualTo("\")\" without \"(\" at line 1, column 4");
    assertThat(ShellScanner.problem("cat <<EOF\na")).contains("heredoc without its delimiter EOF");
    assertThat(ShellScanner.problem("ls &&")).contains("operator without a command");
    assertThat(ShellScanner.problem("if true; then ls")).contains("\"if\" without \"fi\"");
    assertThat(
            ShellScanner.problem("function f { echo hi; }; for ((i = 0; i < 3; i++)); do f; done"))
        .isNull();
    assertThat(ShellScanner.problem("ls 2>&1 | jq '.a[]' > x; [[ a < b ]] & echo ${x:-y}"))
        .isNull();
  }
}
