package ai.sympozium.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event of a run, as {@code -o json} prints it.
 *
 * @param time time of the event, RFC 3339
 * @param type kind of the event
 * @param namespace namespace of the run
 * @param run name of the run
 * @param reason reason in CamelCase
 * @param message explanation for people
 * @param skill name of a skill
 * @param serviceAccount ServiceAccount of a skill
 * @param tool name of a tool
 * @param subject object of a tool, such as a command
 * @param exitCode exit code of a command
 * @param error error code of a tool, or why the run failed
 * @param durationMs time that a tool took or that the agent waits, in milliseconds
 * @param text output of a tool, text of the model or answer, truncated
 * @param omitted number of entries of the log that are not stored
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"time", "type", "namespace", "run"})
public record RunEvent(
    String time,
    Type type,
    String namespace,
    String run,
    @Nullable String reason,
    @Nullable String message,
    @Nullable String skill,
    @Nullable String serviceAccount,
    @Nullable String tool,
    @Nullable String subject,
    @Nullable Integer exitCode,
    @Nullable String error,
    @Nullable Long durationMs,
    @Nullable String text,
    @Nullable Long omitted) {

  /** Kind of an event. */
  public enum Type {
    /** The run exists. */
    CREATED,
    /** The operator has planned the run. */
    PLANNED,
    /** A skill has its permissions. */
    GRANTED,
    /** The pod exists. */
    POD,
    /** The run or its agent waits for something. */
    WAITING,
    /** The agent has read its input. */
    STARTED,
    /** The model has requested tool calls. */
    MODEL,
    /** A tool call starts. */
    TOOL_STARTED,
    /** A tool call has returned. */
    TOOL,
    /** The agent has asked the model again. */
    ASKED,
    /** Entries of the log are not stored. */
    OMITTED,
    /** The agent has answered. */
    RESULT,
    /** The permissions of all skills are revoked. */
    REVOKED,
    /** The run has succeeded. */
    SUCCEEDED,
    /** The run has failed. */
    FAILED,
    /** The log cannot be shown. */
    NOTE;

    /** Returns the name in JSON, in lower camel case. */
    @JsonValue
    public String value() {
      return this == TOOL_STARTED ? "toolStarted" : name().toLowerCase(Locale.ROOT);
    }
  }

  boolean isFinal() {
    return type == Type.SUCCEEDED || type == Type.FAILED;
  }
}
