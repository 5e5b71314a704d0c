package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Limits of the agent's work. A run that reaches one ends with its last text. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunLimits(
    @Min(1)
        @Max(1000)
        @JsonPropertyDescription("Maximum number of answers of the model. Default: 50.")
        @Nullable Integer turns,
    @Min(1)
        @JsonPropertyDescription(
            "Maximum number of tokens, input and output together. Default: no limit.")
        @Nullable Long tokens,
    @Min(1000)
        @Max(1_000_000)
        @JsonPropertyDescription(
            "Maximum number of characters of a tool's result that the model gets. Default: the"
                + " limit of the tool.")
        @Nullable Integer toolOutputChars,
    @Min(1)
        @JsonPropertyDescription(
            "Maximum number of tokens that the model generates. The answer is cut there. Default: no"
                + " limit.")
        @Nullable Long outputTokens) {

  public static final RunLimits NONE = new RunLimits(null, null, null, null);

  /** Creates limits without one of generated tokens. */
  public RunLimits(
      @Nullable Integer turns, @Nullable Long tokens, @Nullable Integer toolOutputChars) {
    this(turns, tokens, toolOutputChars, null);
  }

  /**
   * Returns these limits, with those of another object for absent ones. Clients of an endpoint set
   * {@code outputTokens}, so the smaller number counts.
   */
  public RunLimits orElse(RunLimits defaults) {
    return new RunLimits(
        turns == null ? defaults.turns : turns,
        tokens == null ? defaults.tokens : tokens,
        toolOutputChars == null ? defaults.toolOutputChars : toolOutputChars,
        smaller(outputTokens, defaults.outputTokens));
  }

  private static @Nullable Long smaller(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Long.valueOf(Math.min(one, other));
  }
}
