package ai.sympozium.base;

/** Recognizes a known value by the algorithm of Knuth, Morris and Pratt. */
final class ValueMatcher implements SecretMatcher {
  private final byte[] value;
  private final int[] fallback;
  private int matched;

  ValueMatcher(byte[] value) {
    this.value = value;
    this.fallback = fallback(value);
  }

  @Override
  public int next(byte next) {
    while (matched > 0 && value[matched] != next) {
      matched = fallback[matched - 1];
    }
    if (value[matched] == next) {
      matched++;
    }
    if (matched < value.length) {
      return 0;
    }
    matched = 0;
    return value.length;
  }

  /** Returns, for each prefix of the value, the length of its longest proper prefix at its end. */
  private static int[] fallback(byte[] value) {
    int[] fallback = new int[value.length];
    int matched = 0;
    for (int i = 1; i < value.length; i++) {
      while (matched > 0 && value[i] != value[matched]) {
        matched = fallback[matched - 1];
      }
      if (value[i] == value[matched]) {
        matched++;
      }
      fallback[i] = matched;
    }
    return fallback;
  }
}
