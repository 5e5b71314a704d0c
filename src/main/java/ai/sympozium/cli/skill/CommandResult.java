package ai.sympozium.cli.skill;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * Result of one documented command.
 *
 * @param skill name of the document
 * @param line line of the document, from 1
 * @param command the command as documented
 * @param tested the command with values for its placeholders
 * @param outcome kind of the result
 * @param exitCode exit code; absent if the command was not executed
 * @param durationMillis time of the command; absent if it was not executed
 * @param message the reason, or the first line of the error; empty if there is none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommandResult(
    String skill,
    int line,
    String command,
    String tested,
    Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable Long durationMillis,
    String message) {

  /** Kinds of results. */
  @RegisterForReflection
  public enum Outcome {
    /** Exit code 0; in a test without execution: no problem found. */
    @JsonProperty("ok")
    OK("ok", false),
    /** Another exit code, which can be the answer: {@code grep} without a match. */
    @JsonProperty("exit-code")
    EXIT_CODE("exit code", false),
    @JsonProperty("missing-permission")
    MISSING_PERMISSION("missing permission", true),
    @JsonProperty("missing-program")
    MISSING_PROGRAM("missing program", true),
    /** The program is not in {@code requires.bins}. */
    @JsonProperty("undeclared-program")
    UNDECLARED_PROGRAM("undeclared program", true),
    @JsonProperty("syntax-error")
    SYNTAX_ERROR("syntax error", true),
    /** The program does not know an option, a subcommand or a resource. */
    @JsonProperty("usage-error")
    USAGE_ERROR("usage error", true),
    /** A placeholder has no value. */
    @JsonProperty("no-value")
    NO_VALUE("no value", true),
    @JsonProperty("timeout")
    TIMEOUT("timeout", true),
    /** The run finished before the command. */
    @JsonProperty("not-run")
    NOT_RUN("not run", true);

    private final String text;
    private final boolean failure;

    Outcome(String text, boolean failure) {
      this.text = text;
      this.failure = failure;
    }

    public String text() {
      return text;
    }

    /** Returns whether the test of the pack fails. */
    public boolean isFailure() {
      return failure;
    }
  }

  static CommandResult of(
      DocumentedCommand command, String tested, Outcome outcome, String message) {
    return new CommandResult(
        command.skill(), command.line(), command.text(), tested, outcome, null, null, message);
  }

  CommandResult with(
      Outcome other, @Nullable Integer exit, @Nullable Long millis, String otherMessage) {
    return new CommandResult(skill, line, command, tested, other, exit, millis, otherMessage);
  }

  /** Returns the place for messages: {@code pod-troubleshoot.md:3}. */
  public String place() {
    return skill + ".md:" + line;
  }
}
