package ai.sympozium.base;

/**
 * Recognizes JSON Web Tokens in base64, as Secrets contain them. A token begins the base64 text, so
 * that the same letters within other base64 text, such as an image, are no match.
 */
final class EncodedTokenMatcher implements SecretMatcher {
  /** The start of a token, in base64. */
  private static final String START = "ZXlK";

  /** Shorter than any encoded token. */
  private static final int MIN_LENGTH = 100;

  private boolean afterBase64;
  private int matchedStart;
  private int length;
  private boolean secret;

  @Override
  public int next(byte next) {
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
