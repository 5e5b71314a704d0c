package ai.sympozium.agent;

import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.AgentResult;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Tells people who read the container's log what the agent does. */
final class ConsoleLog {
  private static final int MAX_LINES = 8;
  private static final int MAX_LINE_BYTES = 160;

  private final PrintStream out;

  ConsoleLog(PrintStream out) {
    this.out = out;
  }

  void started(AgentInput input) {
    var skills = new StringBuilder();
    for (var skill : input.skills()) {
      skills.append(skills.isEmpty() ? "" : ", ").append(skill.name());
    }
    line(
        "run "
            + input.namespace()
            + "/"
            + input.run()
            + "  model "
            + (input.model().provider() + " " + input.model().model()).strip()
            + "  skills "
            + (skills.isEmpty() ? "none" : skills));
  }

  void said(@Nullable String text) {
    if (text != null && !text.isBlank()) {
      line("model");
      block(text);
    }
  }

  void toolRan(String tool, String subject, ToolResult result, long durationMs) {
    var end = "";
    if (result.exitCode() != null) {
      end = "  exit " + result.exitCode();
    } else if (result.errorCode() != null) {
      end = "  error " + result.errorCode();
    }
    line("tool " + tool + " " + onOneLine(subject) + end + "  " + durationMs + " ms");
    block(result.content());
  }

  void ended(AgentResult result) {
    var metrics = result.metrics();
    line(
        "result "
            + (result.success() ? "success" : "error")
            + "  "
            + metrics.toolCalls()
            + (metrics.toolCalls() == 1 ? " tool call  " : " tool calls  ")
            + metrics.durationMs()
            + " ms");
    var error = result.error();
    if (error != null) {
      block(error);
    }
    if (result.response() != null) {
      for (var line : lines(result.response())) {
        line("  │ " + visible(line));
      }
    }
  }

  private void block(String text) {
    var lines = lines(text);
    for (var i = 0; i < lines.length; i++) {
      // One more line is shown rather than said to be left out.
      if (i == MAX_LINES && lines.length > MAX_LINES + 1) {
        line("  │ … " + (lines.length - MAX_LINES) + " more lines");
        return;
      }
      line("  │ " + shortened(visible(lines[i])));
    }
  }

  private void line(String line) {
    out.println(line);
    out.flush();
  }

  private static String[] lines(String text) {
    return text.strip().split("\n", -1);
  }

  private static String onOneLine(String text) {
    return shortened(visible(text.strip().replace('\n', ' ')));
  }

  private static String shortened(String line) {
    return TruncatedText.ofBytes(line, MAX_LINE_BYTES);
  }

  /**
   * Control characters could move a reader's cursor and so change what seems to have been written.
   */
  private static String visible(String line) {
    var visible = new StringBuilder(line.length());
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c == '\t') {
        visible.append("    ");
      } else if (c != '\r') {
        visible.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
    return visible.toString();
  }
}
