package ai.sympozium.cli.usage;

/** Finds arithmetic expansions and commands: {@code $((1 << 4))} and {@code ((i++))}. */
public final class ShellArithmetic {
  /** Limits the work for parentheses that nothing closes. */
  private static final int MAX_LENGTH = 1_000;

  private ShellArithmetic() {}

  /**
   * Returns the position after the arithmetic that starts at a position, or -1 if none does. Text
   * with a substitution is none, because a command in it must be found.
   */
  public static int end(String text, int position) {
    int start = position + (text.startsWith("$", position) ? 1 : 0);
    if (!text.startsWith("((", start)) {
      return -1;
    }
    int depth = 0;
    int limit = Math.min(text.length(), start + MAX_LENGTH);
    for (int i = start; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '`' || (c == '$' && text.startsWith("(", i + 1))) {
        return -1;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth < 2 && i > start) {
        return text.startsWith("))", i) ? i + 2 : -1;
      }
    }
    return -1;
  }
}
