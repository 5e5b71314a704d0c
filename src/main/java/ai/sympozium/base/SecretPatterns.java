package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Recognizes any number of known texts by the algorithm of Aho and Corasick, in nearly constant
 * time for each byte. The size of all texts is limited, and further ones are ignored.
 */
final class SecretPatterns {
  private static final int ROOT = 0;
  private static final int NONE = -1;

  /** A node takes 17 bytes. */
  private static final int MAX_BYTES = 512 << 10;

  private static final int MAX_WHOLE_TOKENS = 64;
  private static final int MAX_WHOLE_TOKEN_LENGTH = 256;

  /** Whether a text is recognized only as a whole token, by its bytes. */
  private final Map<String, Boolean> texts = new LinkedHashMap<>();

  private int bytes;
  private int wholeTokens;

  /** Adds a text that is secret wherever it is. */
  void addAnywhere(String text) {
    int length = text.getBytes(UTF_8).length;
    if (bytes + length <= MAX_BYTES && !Boolean.FALSE.equals(texts.put(text, false))) {
      bytes += length;
    }
  }

  /** Adds a text that is secret only between characters that are not part of a word or a URL. */
  void addWholeToken(String text) {
    int length = text.getBytes(UTF_8).length;
    if (length <= MAX_WHOLE_TOKEN_LENGTH
        && wholeTokens < MAX_WHOLE_TOKENS
        && bytes + length <= MAX_BYTES
        && texts.putIfAbsent(text, true) == null) {
      bytes += length;
      wholeTokens++;
    }
  }

  Automaton build() {
    Automaton automaton = new Automaton(bytes + 1);
    texts.forEach((text, whole) -> automaton.add(text.getBytes(UTF_8), whole));
    automaton.link();
    return automaton;
  }

  /** The texts as a tree of their bytes, with links to the longest suffix that is in the tree. */
  static final class Automaton {
    private final int[] fromRoot = new int[256];
    private final byte[] label;
    private final int[] child;
    private final int[] sibling;
    private final int[] suffix;

    /** Length of the longest text that is secret anywhere and ends at a node. */
    private final int[] anywhere;

    /** The next node on the path of suffixes at which a whole token ends, and its length. */
    private final int[] whole;

    private final int[] wholeLength;
    private int size = 1;

    Automaton(int capacity) {
      label = new byte[capacity];
      child = filled(capacity);
      sibling = filled(capacity);
      suffix = new int[capacity];
      anywhere = new int[capacity];
      whole = filled(capacity);
      wholeLength = new int[capacity];
      Arrays.fill(fromRoot, NONE);
    }

    private static int[] filled(int capacity) {
      int[] values = new int[capacity];
      Arrays.fill(values, NONE);
      return values;
    }

    private void add(byte[] text, boolean wholeToken) {
      int node = ROOT;
      for (byte next : text) {
        int found = find(node, next);
        node = found == NONE ? newNode(node, next) : found;
      }
      if (wholeToken) {
        wholeLength[node] = text.length;
      } else {
        anywhere[node] = text.length;
      }
    }

    private int newNode(int parent, byte next) {
      int node = size++;
      label[node] = next;
      if (parent == ROOT) {
        fromRoot[next & 0xff] = node;
      }
      sibling[node] = child[parent];
      child[parent] = node;
      return node;
    }

    private int find(int node, byte next) {
      if (node == ROOT) {
        return fromRoot[next & 0xff];
      }
      int found = child[node];
      while (found != NONE && label[found] != next) {
        found = sibling[found];
      }
      return found;
    }

    private void link() {
      var waiting = new ArrayDeque<Integer>();
      waiting.add(ROOT);
      while (!waiting.isEmpty()) {
        int node = waiting.remove();
        for (int next = child[node]; next != NONE; next = sibling[next]) {
          suffix[next] = node == ROOT ? ROOT : step(suffix[node], label[next]);
          anywhere[next] = Math.max(anywhere[next], anywhere[suffix[next]]);
          whole[next] = wholeLength[suffix[next]] > 0 ? suffix[next] : whole[suffix[next]];
          waiting.add(next);
        }
      }
    }

    private int step(int from, byte next) {
      int node = from;
      int found = find(node, next);
      while (found == NONE && node != ROOT) {
        node = suffix[node];
        found = find(node, next);
      }
      return found == NONE ? ROOT : found;
    }

    Matcher matcher() {
      return new Matcher();
    }

    final class Matcher implements SecretMatcher {
      /** Whether the last bytes are part of a word, by their position. */
      private final boolean[] inWord = new boolean[2 * MAX_WHOLE_TOKEN_LENGTH];

      private int position;
      private int node = ROOT;
      private int candidate;
      private int before;

      @Override
      public int skip(byte[] bytes, int from, int to) {
        int at = from;
        if (isAtRoot()) {
          while (at < to && !startsAt(bytes[at])) {
            at++;
          }
          if (at > from) {
            // No token can start before the last of them, so the others are never looked up.
            position += at - from;
            inWord[(position - 1) & (inWord.length - 1)] = isInWord(bytes[at - 1]);
            before = 0;
          }
        }
        return at;
      }

      /** Whether the last bytes are no part of a secret. */
      boolean isAtRoot() {
        return node == ROOT && candidate == 0;
      }

      /** Whether a secret can start with a byte. */
      boolean startsAt(byte next) {
        return fromRoot[next & 0xff] != NONE;
      }

      @Override
      public int next(byte next) {
        boolean word = isInWord(next);
        before = word ? 0 : candidate;
        node = step(node, next);
        candidate = wholeTokenEnding();
        inWord[position++ & (inWord.length - 1)] = word;
        return anywhere[node];
      }

      @Override
      public int before() {
        return before;
      }

      /** The byte before a token has to end a word, and so has the byte after it. */
      private int wholeTokenEnding() {
        int at = wholeLength[node] > 0 ? node : whole[node];
        while (at != NONE) {
          int start = position + 1 - wholeLength[at];
          if (start <= 0 || !inWord[(start - 1) & (inWord.length - 1)]) {
            return wholeLength[at];
          }
          at = whole[at];
        }
        return 0;
      }
    }

    private static boolean isInWord(byte b) {
      return (b >= 'a' && b <= 'z')
          || (b >= 'A' && b <= 'Z')
          || (b >= '0' && b <= '9')
          || b < 0
          || b == '_'
          || b == '-'
          || b == '.'
          || b == '/'
          || b == '%';
    }
  }
}
