package ai.sympozium.dev.demo;

import java.time.Instant;
import java.util.regex.Pattern;

/** Shows the lines of the agent's log as events of the run. */
final class AgentLogView {
  /** Prefix of lines that belong to the line above them. */
  private static final String CONTINUATION = "  │ ";

  private static final Pattern TOOL =
      Pattern.compile("tool (\\S+) (.*?)(?:  (exit -?\\d+|error \\S+))?  (\\d+) ms");

  /** The line of the tool call already shows the exit code. */
  private static final Pattern REPEATED_EXIT_CODE = Pattern.compile("\\[exit code \\d+]");

  private final Screen screen;
  private boolean resultFollows;
  private boolean resultShown;
  private boolean failed;

  AgentLogView(Screen screen) {
    this.screen = screen;
  }

  boolean resultShown() {
    return resultShown;
  }

  void show(Instant at, String line) {
    var tool = TOOL.matcher(line);
    if (line.startsWith(CONTINUATION)) {
      showContinuation(at, line.substring(CONTINUATION.length()));
    } else if (line.startsWith("run ")) {
      var parts = line.split("  ", 2);
      screen.event(at, Screen.Tone.PLAIN, "agent", parts[parts.length - 1]);
      screen.waiting("the agent is working");
    } else if (tool.matches()) {
      var exit = tool.group(3) == null ? "" : tool.group(3) + "  ";
      var good = exit.isEmpty() || exit.startsWith("exit 0");
      screen.event(
          at,
          good ? Screen.Tone.TOOL : Screen.Tone.BAD,
          "tool",
          "%s  %s   %s%s ms".formatted(tool.group(1), tool.group(2), exit, tool.group(4)));
    } else if (line.startsWith("result ")) {
      // The status shows the reason of a failure when the run completes.
      failed = !line.startsWith("result success");
      resultFollows = !failed;
      screen.waiting("the operator revokes the permissions");
    } else if (line.equals("model")) {
      screen.event(at, Screen.Tone.PLAIN, "model", "");
    } else if (!line.isBlank()) {
      screen.event(at, Screen.Tone.PLAIN, "log", line);
    }
  }

  private void showContinuation(Instant at, String text) {
    if (failed) {
      return;
    }
    if (resultFollows) {
      screen.event(at, Screen.Tone.STRONG, "result", text);
      resultFollows = false;
      resultShown = true;
    } else if (resultShown) {
      screen.more(text);
    } else if (!REPEATED_EXIT_CODE.matcher(text).matches()) {
      screen.output(text);
    }
  }
}
