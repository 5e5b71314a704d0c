package ai.sympozium.cli.skill;

import ai.sympozium.cli.skill.CommandResult.Outcome;
import ai.sympozium.cli.transcript.TranscriptMessage;
import ai.sympozium.cli.usage.DeniedRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** Interprets the result of an executed command. The pod wrote it, so it is not trusted. */
final class ExecutedResult {
  private static final int NOT_FOUND = 127;
  private static final String ERRORS = "STDERR:\n";
  private static final Pattern NOTES =
      Pattern.compile("(?m)^\\[(exit code|timed out|standard) .*$");
  private static final Pattern TIMED_OUT = Pattern.compile("(?m)^\\[timed out: ");
  private static final Pattern FORBIDDEN =
      Pattern.compile("(?m)^Error from server \\(Forbidden\\)");
  private static final Pattern MISSING =
      Pattern.compile("(?m)^\\S*sh: (?:line )?(?:[0-9]+: )?([^\\s:]+): (?:command )?not found$");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?m)^\\S*sh: .*(?:syntax error|Syntax error|unexpected EOF|unterminated quoted)");
  private static final String OPTION_ERROR =
      "(?:unrecognized|invalid|illegal) option|[Uu]nknown (?:option|arguments)";
  private static final String USAGE_ERROR =
      "unknown (?:flag|shorthand flag|command|option)|"
          + OPTION_ERROR
          + "|the server doesn't have a resource type|flag needs an argument|: is unknown";
  private static final Pattern USAGE = Pattern.compile(USAGE_ERROR);

  /** Usage errors of a program whose exit code a pipeline hides. Other lines can be its output. */
  private static final Pattern HIDDEN_USAGE =
      Pattern.compile(
          "(?m)^(?:[Ee]rror: .*(?:" + USAGE_ERROR + ")|[\\w.+-]+: (?:" + OPTION_ERROR + "))");

  /**
   * Answers that are not about the command: a server was overloaded or restarting, or
   * metrics-server has no figures of a pod or node that exists. It drops those of a node's pods
   * when one of its requests to the kubelet fails, and has them again after the next two. A
   * connection that is not accepted (also code 28 of curl) is not one of them: a NetworkPolicy can
   * deny it.
   */
  private static final Pattern UNAVAILABLE =
      Pattern.compile(
          "(?m)^Error from server \\((?:ServiceUnavailable|TooManyRequests|ServerTimeout|Timeout)\\)"
              + "|^Error from server \\(NotFound\\): (?:pod|node)metrics\\.metrics\\.k8s\\.io "
              + "|^error: Metrics API not available|^error: metrics not available yet"
              + "|^curl: \\(28\\) Operation timed out");

  private static final Pattern METRICS =
      Pattern.compile("metrics\\.k8s\\.io|Metrics API|metrics not available");

  private final CommandResult checked;
  private final String all;
  private final String errors;
  private final JsonNode meta;

  private ExecutedResult(CommandResult checked, TranscriptMessage message) {
    this.checked = checked;
    this.meta = message.meta();
    this.all = message.content();
    int start = all.startsWith(ERRORS) ? 0 : all.indexOf("\n" + ERRORS) + 1;
    this.errors = start > 0 || all.startsWith(ERRORS) ? all.substring(start + ERRORS.length()) : "";
  }

  /** Adds the result of the execution to that of the check. */
  static CommandResult of(CommandResult checked, TranscriptMessage message) {
    return new ExecutedResult(checked, message).result();
  }

  /** Returns whether a server could not answer the command, so that it may succeed later. */
  static boolean isUnavailable(TranscriptMessage message) {
    return message.meta().path("exitCode").asInt(0) != 0
        && UNAVAILABLE.matcher(message.content()).find();
  }

  /** Returns whether the output is about the metrics API. */
  static boolean isAboutMetrics(TranscriptMessage message) {
    return METRICS.matcher(message.content()).find();
  }

  private CommandResult result() {
    JsonNode code = meta.path("exitCode");
    if (!code.isInt()) {
      return checked.with(Outcome.NOT_RUN, null, null, firstLine());
    }
    int exit = code.asInt();
    Outcome outcome = outcome(exit);
    long millis = Math.max(0, meta.path("durationMs").asLong(0));
    return checked.with(outcome, exit, millis, message(outcome));
  }

  private Outcome outcome(int exit) {
    String searched = exit == 0 ? errors : all;
    if (TIMED_OUT.matcher(all).find()) {
      return Outcome.TIMEOUT;
    }
    if (!DeniedRequest.in(searched).isEmpty() || FORBIDDEN.matcher(searched).find()) {
      return Outcome.MISSING_PERMISSION;
    }
    if (exit == NOT_FOUND || MISSING.matcher(searched).find()) {
      return Outcome.MISSING_PROGRAM;
    }
    if (SYNTAX.matcher(searched).find()) {
      return Outcome.SYNTAX_ERROR;
    }
    if ((exit == 0 ? HIDDEN_USAGE : USAGE).matcher(errors).find()) {
      return Outcome.USAGE_ERROR;
    }
    if (checked.outcome() == Outcome.UNDECLARED_PROGRAM) {
      return Outcome.UNDECLARED_PROGRAM;
    }
    return exit == 0 ? Outcome.OK : Outcome.EXIT_CODE;
  }

  private String message(Outcome outcome) {
    return switch (outcome) {
      case OK -> "";
      case UNDECLARED_PROGRAM -> checked.message();
      case TIMEOUT -> "the command did not finish in time. Documents need commands that finish";
      case MISSING_PERMISSION -> {
        List<DeniedRequest> denied = DeniedRequest.in(all);
        yield denied.isEmpty()
            ? firstLine()
            : StaticCheck.missing(
                denied.getFirst().request(), denied.getFirst().request().namespace() != null);
      }
      default -> firstLine();
    };
  }

  private String firstLine() {
    String text = errors.isBlank() ? all : errors;
    return NOTES
        .matcher(text)
        .replaceAll("")
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("");
  }
}
