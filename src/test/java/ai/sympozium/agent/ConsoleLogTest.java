package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final ConsoleLog log =
      new ConsoleLog(new PrintStream(console, true, UTF_8), SecretMasker.TOKENS);

  @Test
  void shouldPrintModelTextAndToolCalls() {
    log.modelAnswered("I list the pods.");
    log.toolRan(
        "execute_command",
        "kubectl get pods\n-A",
        new ToolResult("NAME\tREADY\r\n" + "pod\n".repeat(12) + "[exit code 0]", 0, false, null),
        84);
    log.toolRan("read_file", "/x", new ToolResult("{}", null, false, "NotFound"), 1);

    assertThat(console.toString(UTF_8))
        .isEqualTo(
            """
            model
              │ I list the pods.
            tool execute_command kubectl get pods -A  exit 0  84 ms
              │ NAME    READY
              │ pod
              │ pod
              │ pod
              │ pod
              │ pod
              │ pod
              │ pod
              │ … 6 more lines
            tool read_file /x  error NotFound  1 ms
              │ {}
            """);
  }

  @Test
  void shouldTruncateLineWhenItIsLong() {
    log.toolRan("read_file", "/x", new ToolResult("🐳".repeat(200), null, false, null), 1);

    var line = console.toString(UTF_8).lines().toList().getLast();
    assertThat(line).endsWith("🐳…").doesNotContain("\uFFFD", "?").hasSizeLessThan(170);
  }

  @Test
  void shouldPrintWholeResult() {
    log.finished(
        new AgentResult("line\n".repeat(20), null, new AgentResult.Metrics(1200, 0, 0, 1)));
    log.finished(new AgentResult(null, "it broke", new AgentResult.Metrics(5, 0, 0, 2)));

    assertThat(console.toString(UTF_8))
        .startsWith("result success  1 tool call  1200 ms\n  │ line\n")
        .endsWith("result error  2 tool calls  5 ms\n  │ it broke\n")
        .hasLineCount(23);
  }
}
