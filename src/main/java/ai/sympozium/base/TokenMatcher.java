package ai.sympozium.base;

/**
 * Recognizes JSON Web Tokens: three base64url segments, of which the first starts as JSON does. A
 * token that breaks off within its signature is recognized too. The second of the five segments of
 * an encrypted token can be empty.
 */
final class TokenMatcher implements SecretMatcher {
  /** The first two characters of a JSON object with a member, in base64. */
  private static final String START = "eyJ";

  /** Shorter than the header of any algorithm, and longer than most names in source code. */
  private static final int MIN_HEADER_LENGTH = 16;

  private static final int SIGNATURE = 3;
  private static final int ENCRYPTED_TEXT = 4;

  private int matchedStart;
  private int segment;
  private int segmentLength;
  private int length;
  private int secretSegment;

  @Override
  public int skip(byte[] bytes, int from, int to) {
    int at = from;
    if (segment == 0 && matchedStart == 0) {
      while (at < to && bytes[at] != 'e') {
        at++;
      }
    }
    return at;
  }

  @Override
  public int next(byte next) {
    if (segment == 0) {
      start(next);
      return 0;
    }
    length++;
    if (next == '.') {
      return segment < secretSegment ? endSegment() : dotInSignature();
    }
    if (!isBase64Url(next)) {
      segment = 0;
      return 0;
    }
    segmentLength++;
    if (segment < secretSegment) {
      return 0;
    }
    return newlySecret();
  }

  private void start(byte next) {
    matchedStart = next == START.charAt(matchedStart) ? matchedStart + 1 : next == 'e' ? 1 : 0;
    if (matchedStart == START.length()) {
      matchedStart = 0;
      segment = 1;
      secretSegment = SIGNATURE;
      segmentLength = START.length();
      length = START.length();
    }
  }

  /** A candidate that starts later in the same segment is shorter, so none is lost. */
  private int endSegment() {
    if (segment == 2 && segmentLength == 0) {
      secretSegment = ENCRYPTED_TEXT;
      segment = SIGNATURE;
    } else {
      segment = segmentLength >= (segment == 1 ? MIN_HEADER_LENGTH : 1) ? segment + 1 : 0;
    }
    segmentLength = 0;
    return 0;
  }

  /** Encrypted tokens have five segments. */
  private int dotInSignature() {
    if (segmentLength == 0) {
      segment = 0;
      return 0;
    }
    return newlySecret();
  }

  private int newlySecret() {
    int count = length;
    length = 0;
    return count;
  }

  private static boolean isBase64Url(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_';
  }
}
