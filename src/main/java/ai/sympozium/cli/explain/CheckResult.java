package ai.sympozium.cli.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Result of one check.
 *
 * @param question the statement that was checked
 * @param reason source of the verdict; empty when there is none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckResult(Verdict verdict, String question, String reason) {
  /** Verdict of a check; {@code UNKNOWN} when the user may not read what it needs. */
  public enum Verdict {
    @JsonProperty("yes")
    YES,
    @JsonProperty("no")
    NO,
    @JsonProperty("unknown")
    UNKNOWN
  }

  static CheckResult yes(String question, String reason) {
    return new CheckResult(Verdict.YES, question, reason);
  }

  static CheckResult no(String question, String reason) {
    return new CheckResult(Verdict.NO, question, reason);
  }

  static CheckResult unknown(String question, String reason) {
    return new CheckResult(Verdict.UNKNOWN, question, reason);
  }
}
