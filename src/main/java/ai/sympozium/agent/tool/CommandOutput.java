package ai.sympozium.agent.tool;

import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.ExecResult;
import org.jspecify.annotations.Nullable;

/** Describes the result of a command for the model: output, limits and exit code. */
record CommandOutput(ExecResult result, SkillExecutorClient executor, SecretMasker masker) {
  // The injected executor returns less. A loop of an image can return more.
  private static final int HEAD_BYTES = 16 << 10;
  private static final int TAIL_BYTES = 32 << 10;

  /**
   * Creates the description.
   *
   * @param masker masks what a loop of an image has not masked
   */
  static CommandOutput of(ExecResult result, SkillExecutorClient executor, SecretMasker masker) {
    return new CommandOutput(result, executor, masker);
  }

  /**
   * Returns the result for the model.
   *
   * @param timeout what to do about a timeout
   */
  ToolResult describe(String timeout) {
    var stdout = TruncatedText.of(masker.mask(result.stdout()), HEAD_BYTES, TAIL_BYTES);
    var stderr = TruncatedText.of(masker.mask(result.stderr()), HEAD_BYTES, TAIL_BYTES);
    var text = new StringBuilder();
    line(text, stdout.text());
    if (!stderr.text().isBlank()) {
      line(text, "STDERR:");
      line(text, stderr.text());
    }
    if (result.error() != null) {
      line(text, "[error: " + result.error() + "]");
    }
    if (result.timedOut()) {
      line(text, "[timed out: " + timeout + "]");
    }
    note(text, "standard output", result.stdoutBytes(), result.stdoutFile());
    note(text, "standard error", result.stderrBytes(), result.stderrFile());
    line(text, "[exit code " + result.exitCode() + explanation() + "]");
    var truncated = result.truncated() || stdout.truncated() || stderr.truncated();
    return new ToolResult(
        text.toString().stripTrailing(),
        result.exitCode(),
        truncated,
        result.error() == null ? null : "CommandNotRun");
  }

  private String explanation() {
    if (result.exitCode() == 137 && result.signal() == null && result.error() == null) {
      return ": killed, usually because it ran out of memory";
    }
    var ready = executor.ready();
    if (result.exitCode() == ExecResult.NOT_FOUND && ready != null && !ready.missing().isEmpty()) {
      return ": missing in the skill's image: " + String.join(", ", ready.missing());
    }
    return "";
  }

  private static void note(StringBuilder text, String stream, long bytes, @Nullable String file) {
    if (file != null) {
      line(
          text,
          "[" + stream + " is " + bytes + " bytes; read all of it with read_file: " + file + "]");
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line);
    if (!line.isEmpty() && !line.endsWith("\n")) {
      text.append('\n');
    }
  }
}
