package ai.sympozium.ipc;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Result of an {@link ExecRequest}.
 *
 * @param stdout output; head and tail if it is truncated
 * @param stdoutBytes size of the whole output
 * @param stdoutFile file in the workspace with the whole output, if it is truncated and stored
 * @param signal name of the signal with which the executor stopped the command
 * @param error one sentence if the command did not run to its end
 */
public record ExecResult(
    String id,
    int exitCode,
    String stdout,
    String stderr,
    boolean timedOut,
    long durationMs,
    long stdoutBytes,
    long stderrBytes,
    boolean truncated,
    @Nullable String stdoutFile,
    @Nullable String stderrFile,
    @Nullable String signal,
    @Nullable String error) {

  /** Exit code of a command that exists but could not run. */
  public static final int CANNOT_RUN = 126;

  /** Exit code of a command that does not exist. */
  public static final int NOT_FOUND = 127;

  /** Returns the result of a request that could not run. */
  public static ExecResult failed(String id, int exitCode, String error) {
    return new ExecResult(id, exitCode, "", "", false, 0, 0, 0, false, null, null, null, error);
  }

  /** Reads a result. Only the fields of the original protocol are required. */
  public static ExecResult read(String id, JsonNode json) throws JsonShapeException {
    var stdout = JsonTrees.text(json, "stdout");
    var stderr = JsonTrees.text(json, "stderr");
    return new ExecResult(
        id,
        (int) JsonTrees.number(json, "exitCode", 0),
        stdout == null ? "" : stdout,
        stderr == null ? "" : stderr,
        JsonTrees.flag(json, "timedOut"),
        JsonTrees.number(json, "durationMs", 0),
        JsonTrees.number(json, "stdoutBytes", 0),
        JsonTrees.number(json, "stderrBytes", 0),
        JsonTrees.flag(json, "truncated"),
        JsonTrees.text(json, "stdoutFile"),
        JsonTrees.text(json, "stderrFile"),
        JsonTrees.text(json, "signal"),
        JsonTrees.text(json, "error"));
  }

  /** Returns this result with a sentence after its standard error. */
  public ExecResult withNotice(String notice) {
    return new ExecResult(
        id,
        exitCode,
        stdout,
        (stderr.isEmpty() || stderr.endsWith("\n") ? stderr : stderr + "\n") + notice + "\n",
        timedOut,
        durationMs,
        stdoutBytes,
        stderrBytes,
        truncated,
        stdoutFile,
        stderrFile,
        signal,
        error);
  }

  public ObjectNode toJson() {
    var json =
        JsonTrees.object()
            .put("id", id)
            .put("exitCode", exitCode)
            .put("stdout", stdout)
            .put("stderr", stderr)
            .put("timedOut", timedOut)
            .put("durationMs", durationMs)
            .put("stdoutBytes", stdoutBytes)
            .put("stderrBytes", stderrBytes)
            .put("truncated", truncated);
    putIfPresent(json, "stdoutFile", stdoutFile);
    putIfPresent(json, "stderrFile", stderrFile);
    putIfPresent(json, "signal", signal);
    putIfPresent(json, "error", error);
    return json;
  }

  private static void putIfPresent(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
