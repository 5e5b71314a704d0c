package ai.sympozium.base;

/** Recognizes one kind of secret in a sequence of bytes, in constant time for each byte. */
interface SecretMatcher {
  /**
   * Reads the next byte.
   *
   * @return number of last bytes, including this one, that are now known to be secret; 0 if none
   */
  int next(byte next);

  /**
   * Finds the next byte that matters in the present state, and reads those before it. The time of
   * most texts is spent here.
   *
   * @return its index, or {@code to} if all bytes have been read
   */
  int skip(byte[] bytes, int from, int to);

  /** Returns the number of bytes directly before the last one that it has shown to be secret. */
  default int before() {
    return 0;
  }
}
