package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * Recognizes JSON Web Tokens in base64, as Secrets contain them. A token begins the base64 text, or
 * follows a key, as in a kubeconfig. The same letters within other base64 text, such as an image,
 * are no match. Text of a kubeconfig after its token is secret as well.
 */
final class EncodedTokenMatcher implements SecretMatcher {
  /** The start of a token, in base64. */
  private static final String START = "ZXlK";

  /** Texts before a token in YAML and JSON. */
  private static final List<String> KEYS =
      List.of("token: ", "token: \"", "token\": \"", "token\":\"");

  private static final SecretPatterns.Automaton KEYS_AND_STARTS = keysAndStarts();

  /** Shorter than any encoded token. */
  private static final int MIN_LENGTH = 100;

  private final SecretPatterns.Automaton.Matcher keys = KEYS_AND_STARTS.matcher();
  private boolean afterBase64;
  private int matchedStart;
  private int length;
  private boolean secret;

  private static SecretPatterns.Automaton keysAndStarts() {
    var patterns = new SecretPatterns();
    for (String key : KEYS) {
      for (int shift = 0; shift < 3; shift++) {
        patterns.addAnywhere(SecretValues.encode((key + "eyJ").getBytes(UTF_8), shift));
      }
    }
    return patterns.build();
  }

  @Override
  public int skip(byte[] bytes, int from, int to) {
    int at = from;
    if (matchedStart == 0 && keys.isAtRoot()) {
      while (at < to && bytes[at] != 'Z' && !keys.startsAt(bytes[at])) {
        at++;
      }
      if (at > from) {
        keys.skip(bytes, from, at);
        afterBase64 = isBase64(bytes[at - 1]) && bytes[at - 1] != '=';
      }
    }
    return at;
  }

  @Override
  public int next(byte next) {
    int afterKey = keys.next(next);
    if (afterKey > 0) {
      matchedStart = START.length();
      secret = true;
      length = 0;
      return afterKey;
    }
    if (matchedStart < START.length()) {
      boolean matches = next == START.charAt(matchedStart) && (matchedStart > 0 || !afterBase64);
      matchedStart = matches ? matchedStart + 1 : 0;
      length = matchedStart;
      afterBase64 = isBase64(next) && next != '=';
      return 0;
    }
    if (!isBase64(next)) {
      matchedStart = 0;
      secret = false;
      afterBase64 = false;
      return 0;
    }
    length++;
    if (!secret && length < MIN_LENGTH) {
      return 0;
    }
    secret = true;
    int count = length;
    length = 0;
    return count;
  }

  private static boolean isBase64(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '+'
        || b == '/'
        || b == '='
        || b == '-'
        || b == '_';
  }
}
