package ai.sympozium.base;

/** Recognizes JSON Web Tokens in base64, as Secrets contain them. */
final class EncodedTokenMatcher implements SecretMatcher {
  /** The start of a token, in base64. */
  private static final String START = "ZXlK";

  /** Shorter than any encoded token. */
  private static final int MIN_LENGTH = 100;

  private int matchedStart;
  private int length;
  private boolean secret;

  @Override
  public int next(byte next) {
    if (matchedStart < START.length()) {
      matchedStart = next == START.charAt(matchedStart) ? matchedStart + 1 : next == 'Z' ? 1 : 0;
      length = matchedStart;
      return 0;
    }
    if (!isBase64(next)) {
      matchedStart = 0;
      secret = false;
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
