package ai.sympozium.agent.model.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** Recognizes errors that state that a request is longer than the model's context. */
final class ContextOverflow {
  private static final Pattern WORDING =
      Pattern.compile(
          "(?i)context[ _-]?(length|window|size)[ _](is |was )?(exceed|too|limit)"
              + "|(exceed|larger|longer|greater|bigger|more)[a-z]*[^.\\n]{0,60}"
              + "(context|n_ctx|max_model_len|maximum (prompt|input|model|sequence) length)"
              + "|exceed_context_size|context_length_exceeded|model_max_prompt_tokens_exceeded"
              + "|(maximum|max|model'?s?) (context|prompt|input|model|sequence) (length|window|size)"
              + "|(prompt|input|request|conversation|messages?)[a-z ]{0,30} too (long|large|many tokens)"
              + "|too many (input |prompt )?tokens|too large for (the )?model"
              + "|(input|prompt|total|requested?)[a-z ]{0,20} tokens?[^.\\n]{0,60} exceed"
              + "|reduce (the )?(length|size|your (prompt|input|message))"
              + "|(prompt|context|input|kv cache)[a-z ]{0,20} (overflow|does not fit|doesn't fit)"
              + "|tokens? (limit )?exceed|exceed[a-z]* [a-z ]{0,20}token limit|string_above_max_length");

  /** The limit, next to a word such as maximum or limit. */
  private static final Pattern LIMIT =
      Pattern.compile(
          "(?i)(?:n_ctx\"?|maximum[a-z' ]*|max_model_len|limit|context (?:length|window|size)|allowed|"
              + "up to|only supports?)[^0-9]{0,30}?\\(?(\\d{3,8})");

  private static final Pattern BEFORE_MAXIMUM =
      Pattern.compile("(?i)(?:> ?|with )(\\d{3,8}) (?:tokens )?(?:maximum|limit)");

  private ContextOverflow() {}

  static boolean isReportedBy(ErrorResponse error) {
    var status = error.status();
    if (status == 413) {
      return true;
    }
    var possible = error.rejectsContent() || status == 500;
    return possible && !isAboutOutput(error) && error.contains(WORDING);
  }

  /** Returns the limit in tokens, or 0 if the error does not state it. */
  static long limit(ErrorResponse error) {
    var text = error.text().replaceAll("(?<=\\d)[,_](?=\\d{3})", "");
    for (var pattern : new Pattern[] {BEFORE_MAXIMUM, LIMIT}) {
      var found = pattern.matcher(text);
      if (found.find()) {
        return Long.parseLong(found.group(1));
      }
    }
    return 0;
  }

  /** A limit on the answer is a parameter, not the context. */
  private static boolean isAboutOutput(ErrorResponse error) {
    return error.text().matches("(?is).*max(_completion)?_tokens.{0,20}(is )?too large.*")
        && !error.text().toLowerCase(Locale.ROOT).contains("context");
  }
}
