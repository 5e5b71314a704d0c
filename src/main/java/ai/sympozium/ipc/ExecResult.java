package ai.sympozium.ipc;

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
  public static ExecResult read(String id, JsonNode json) throws UnexpectedJsonException {
    var stdout = Json.text(json, "stdout");
    var stderr = Json.text(json, "stderr");
    return new ExecResult(
        id,
        (int) Json.number(json, "exitCode", 0),
        stdout == null ? "" : stdout,
        stderr == null ? "" : stderr,
        Json.flag(json, "timedOut"),
        Json.number(json, "durationMs", 0),
        Json.number(json, "stdoutBytes", 0),
        Json.number(json, "stderrBytes", 0),
        Json.flag(json, "truncated"),
        Json.text(json, "stdoutFile"),
        Json.text(json, "stderrFile"),
        Json.text(json, "signal"),
        Json.text(json, "error"));
  }

  /** The answer as JSON. */
  public ObjectNode toJson() {
    var json =
        Json.object()
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
