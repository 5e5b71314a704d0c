package ai.sympozium.ipc;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An executor's answer to an {@link ExecRequest}.
 *
 * @param stdout head and tail of the output when it is truncated
 * @param stdoutBytes true size of the output
 * @param stdoutFile where the agent finds the whole output when it is truncated
 * @param signal name of the signal by which the executor ended the command
 * @param error one sentence when the command could not be run to its end
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

  /** Exit code of a command that was found but could not be run. */
  public static final int CANNOT_RUN = 126;

  /** Exit code of a command that was not found. */
  public static final int NOT_FOUND = 127;

  /** The answer to a request that could not be run. */
  public static ExecResult failed(String id, int exitCode, String error) {
    return new ExecResult(id, exitCode, "", "", false, 0, 0, 0, false, null, null, null, error);
  }

  /** Reads an answer; fields beyond the original protocol may be absent. */
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

  /** The answer as JSON. */
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
    putIfThere(json, "stdoutFile", stdoutFile);
    putIfThere(json, "stderrFile", stderrFile);
    putIfThere(json, "signal", signal);
    putIfThere(json, "error", error);
    return json;
  }

  private static void putIfThere(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
