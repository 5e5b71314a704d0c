package ai.sympozium.cli.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Builds an event whose optional values are absent by default. */
final class RunEventBuilder {
  private final Instant time;
  private final RunEvent.Type type;
  private final String namespace;
  private final String run;
  private @Nullable String reason;
  private @Nullable String message;
  private @Nullable String skill;
  private @Nullable String serviceAccount;
  private @Nullable String tool;
  private @Nullable String subject;
  private @Nullable Integer exitCode;
  private @Nullable String error;
  private @Nullable Long durationMs;
  private @Nullable String text;
  private @Nullable Long omitted;

  RunEventBuilder(Instant time, RunEvent.Type type, String namespace, String run) {
    this.time = time;
    this.type = type;
    this.namespace = namespace;
    this.run = run;
  }

  RunEventBuilder reason(@Nullable String value) {
    reason = value;
    return this;
  }

  RunEventBuilder message(@Nullable String value) {
    message = value;
    return this;
  }

  RunEventBuilder skill(String value, @Nullable String account) {
    skill = value;
    serviceAccount = account;
    return this;
  }

  RunEventBuilder tool(@Nullable String value, @Nullable String ofSubject) {
    tool = value;
    subject = ofSubject;
    return this;
  }

  RunEventBuilder outcome(
      @Nullable Integer code, @Nullable String errorCode, @Nullable Long millis) {
    exitCode = code;
    error = errorCode;
    durationMs = millis;
    return this;
  }

  RunEventBuilder error(@Nullable String value) {
    error = value;
    return this;
  }

  RunEventBuilder text(@Nullable String value) {
    text = value;
    return this;
  }

  RunEventBuilder omitted(long value) {
    omitted = value;
    return this;
  }

  RunEvent build() {
    return new RunEvent(
        time.truncatedTo(ChronoUnit.MILLIS).toString(),
        type,
        namespace,
        run,
        reason,
        message,
        skill,
        serviceAccount,
        tool,
        subject,
        exitCode,
        error,
        durationMs,
        text,
        omitted);
  }
}
