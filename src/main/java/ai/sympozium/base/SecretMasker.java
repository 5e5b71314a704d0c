package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Masks secrets in texts: all JSON Web Tokens, and known values. Each byte of a secret becomes an
 * asterisk, so that sizes and offsets stay the same. The time is linear in the size of the text.
 *
 * <p>Mask before truncating. Otherwise a part of a secret at the cut is not recognized.
 */
public final class SecretMasker {
  /** Masks tokens only. */
  public static final SecretMasker TOKENS = of(List.of());

  private static final byte MASK = '*';

  /** Ends a token at the end of a text. */
  private static final byte END = ' ';

  private static final int BUFFER_BYTES = 1 << 16;

  private final SecretPatterns.Automaton values;

  private SecretMasker(SecretPatterns.Automaton values) {
    this.values = values;
  }

  /**
   * Returns a masker that also knows values and the parts of structured ones: as they are, and in
   * base64. Ordinary words among them are masked as whole tokens only, and short ones never.
   */
  public static SecretMasker of(Collection<String> secrets) {
    return new SecretMasker(SecretValues.of(secrets));
  }

  public String mask(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return mask(bytes) ? new String(bytes, UTF_8) : text;
  }

  /** Masks a text in place. Returns whether it contained a secret. */
  public boolean mask(byte[] text) {
    List<SecretMatcher> matchers = matchers();
    boolean found = false;
    for (int i = 0; i <= text.length; i++) {
      byte next = i < text.length ? text[i] : END;
      for (SecretMatcher matcher : matchers) {
        int count = matcher.next(next);
        int before = matcher.before();
        if (i < text.length) {
          Arrays.fill(text, i + 1 - count, i + 1, MASK);
        }
        Arrays.fill(text, i - before, i, MASK);
        found |= count + before > 0;
      }
    }
    return found;
  }

  /** Masks the beginning of a file in place, up to a size. */
  public void mask(FileChannel file, long size) throws IOException {
    List<SecretMatcher> matchers = matchers();
    var ranges = new MaskedRanges(file);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long position = 0;
    while (position < size) {
      int read =
          file.read(buffer.clear().limit((int) Math.min(size - position, BUFFER_BYTES)), position);
      if (read < 0) {
        break;
      }
      for (int i = 0; i < read; i++) {
        for (SecretMatcher matcher : matchers) {
          ranges.add(position + 1, matcher.next(buffer.get(i)));
          ranges.add(position, matcher.before());
        }
        position++;
      }
    }
    for (SecretMatcher matcher : matchers) {
      matcher.next(END);
      ranges.add(position, matcher.before());
    }
    ranges.flush();
  }

  private List<SecretMatcher> matchers() {
    return List.of(new TokenMatcher(), new EncodedTokenMatcher(), values.matcher());
  }

  /** Collects adjacent secrets of a file, to overwrite them together. */
  private static final class MaskedRanges {
    private final FileChannel file;
    private long from;
    private long to;

    MaskedRanges(FileChannel file) {
      this.file = file;
    }

    /** Adds the bytes before a position. */
    void add(long end, int count) throws IOException {
      if (count == 0) {
        return;
      }
      if (end - count > to) {
        flush();
        from = end - count;
      }
      from = Math.min(from, end - count);
      to = Math.max(to, end);
    }

    void flush() throws IOException {
      overwrite(file, from, to);
    }
  }

  private static void overwrite(FileChannel file, long from, long to) throws IOException {
    byte[] mask = new byte[(int) Math.min(to - from, BUFFER_BYTES)];
    Arrays.fill(mask, MASK);
    long position = from;
    while (position < to) {
      position +=
          file.write(
              ByteBuffer.wrap(mask, 0, (int) Math.min(to - position, mask.length)), position);
    }
  }
}
