package ai.sympozium.base;

/** How likely a text is a secret, and not a word that ordinary outputs contain as well. */
enum SecretStrength {
  /** Too short. */
  NONE,

  /** A name, an address or a simple password: secret only as a whole token. */
  WORD,

  /** Secret wherever it is. */
  RANDOM;

  private static final int MIN_LENGTH = 8;
  private static final int MIN_DIGITS = 3;

  /** Longer than words of natural languages and most names. */
  private static final int MIN_RUN = 20;

  /** A value of this length is no ordinary word. */
  private static final int MIN_UNUSUAL_LENGTH = 16;

  private static final int MAX_URL_LENGTH = 256;

  static SecretStrength of(String text) {
    if (text.length() < MIN_LENGTH) {
      return NONE;
    }
    if (isRandom(text)) {
      return RANDOM;
    }
    boolean unusual =
        text.length() >= MIN_UNUSUAL_LENGTH || text.chars().anyMatch(Character::isWhitespace);
    return unusual && !isUrl(text) ? RANDOM : WORD;
  }

  /** Whether a text is no name or address, but random. */
  static boolean isRandom(String text) {
    if (text.length() < MIN_LENGTH || isUrl(text)) {
      return false;
    }
    int digits = 0;
    int letters = 0;
    int run = 0;
    int longestRun = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean digit = Character.isDigit(text.charAt(i));
      boolean letter = Character.isLetter(text.charAt(i));
      digits += digit ? 1 : 0;
      letters += letter ? 1 : 0;
      run = digit || letter ? run + 1 : 0;
      longestRun = Math.max(longestRun, run);
    }
    return (digits >= MIN_DIGITS && letters > 0) || longestRun >= MIN_RUN;
  }

  private static boolean isUrl(String text) {
    return text.length() <= MAX_URL_LENGTH && text.contains("://");
  }
}
