package ai.sympozium.cli.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** An answer to a question of yes or no, and what it rests on. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckResult(Verdict verdict, String question, String words) {
  /** Never guessed: what could not be asked is unknown. */
  public enum Verdict {
    @JsonProperty("yes")
    YES,
    @JsonProperty("no")
    NO,
    @JsonProperty("unknown")
    UNKNOWN
  }

  static CheckResult yes(String question, String words) {
    return new CheckResult(Verdict.YES, question, words);
  }

  static CheckResult no(String question, String words) {
    return new CheckResult(Verdict.NO, question, words);
  }

  static CheckResult unknown(String question, String words) {
    return new CheckResult(Verdict.UNKNOWN, question, words);
  }
}
