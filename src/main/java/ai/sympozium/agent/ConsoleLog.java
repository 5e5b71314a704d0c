package ai.sympozium.agent;

import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentResult;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Prints the progress of the agent to the container's log, for users. */
final class ConsoleLog implements ProgressListener {
  private static final int MAX_LINES = 8;
  private static final int MAX_LINE_BYTES = 160;

  private final PrintStream out;
  private final SecretMasker masker;

  ConsoleLog(PrintStream out, SecretMasker masker) {
    this.out = out;
    this.masker = masker;
  }

  @Override
  public void started(AgentInput input) {
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

  @Override
  public void waiting(String reason, Duration pause) {
    line("wait " + pause.toSeconds() + " s  " + onOneLine(reason));
  }

  @Override
  public void askedAgain(String hint) {
    line("ask  " + onOneLine(hint));
  }

  @Override
  public void modelAnswered(@Nullable String text) {
    if (text != null && !text.isBlank()) {
      line("model");
      block(text);
    }
  }

  /** The line of the result names the call too. */
  @Override
  public void toolStarted(String tool, String subject) {}

  @Override
  public void toolRan(String tool, String subject, ToolResult result, long durationMs) {
    var outcome = "";
    if (result.exitCode() != null) {
      outcome = "  exit " + result.exitCode();
    } else if (result.errorCode() != null) {
      outcome = "  error " + result.errorCode();
    }
    line(
        "tool " + onOneLine(tool) + " " + onOneLine(subject) + outcome + "  " + durationMs + " ms");
    block(result.content());
  }

  @Override
  public void finished(AgentResult result) {
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
      // A single remaining line is shorter than the line that counts it.
      if (i == MAX_LINES && lines.length > MAX_LINES + 1) {
        line("  │ … " + (lines.length - MAX_LINES) + " more lines");
        return;
      }
      line("  │ " + truncated(visible(lines[i])));
    }
  }

  private void line(String line) {
    out.println(line);
    out.flush();
  }

  private String[] lines(String text) {
    return masker.mask(text).strip().split("\n", -1);
  }

  private String onOneLine(String text) {
    return truncated(visible(masker.mask(text).strip().replace('\n', ' ')));
  }

  private static String truncated(String line) {
    return TruncatedText.ofBytes(line, MAX_LINE_BYTES);
  }

  /** Replaces control characters. They could move the cursor and forge other lines. */
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
