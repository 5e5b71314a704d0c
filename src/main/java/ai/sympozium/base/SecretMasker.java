package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    var ranges = new RangesOfArray(text);
    for (SecretMatcher matcher : matchers()) {
      scan(matcher, text, text.length, 0, ranges);
      finish(matcher, text.length, ranges);
    }
    return ranges.apply();
  }

  /** Masks the beginning of a file in place, up to a size. */
  public void mask(FileChannel file, long size) throws IOException {
    Map<SecretMatcher, RangesOfFile> matchers = new LinkedHashMap<>();
    matchers().forEach(matcher -> matchers.put(matcher, new RangesOfFile(file)));
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long position = 0;
    while (position < size) {
      int read =
          file.read(buffer.clear().limit((int) Math.min(size - position, BUFFER_BYTES)), position);
      if (read < 0) {
        break;
      }
      for (var entry : matchers.entrySet()) {
        scan(entry.getKey(), buffer.array(), read, position, entry.getValue());
      }
      position += read;
    }
    for (var entry : matchers.entrySet()) {
      finish(entry.getKey(), position, entry.getValue());
      entry.getValue().flush();
    }
  }

  /** One matcher after the other, so that the JIT compiler sees one class in each loop. */
  private static <E extends Exception> void scan(
      SecretMatcher matcher, byte[] bytes, int length, long position, Ranges<E> ranges) throws E {
    int at = matcher.skip(bytes, 0, length);
    while (at < length) {
      int count = matcher.next(bytes[at]);
      int before = matcher.before();
      if (count > 0) {
        ranges.add(position + at + 1, count);
      }
      if (before > 0) {
        ranges.add(position + at, before);
      }
      at = matcher.skip(bytes, at + 1, length);
    }
  }

  private static <E extends Exception> void finish(
      SecretMatcher matcher, long size, Ranges<E> ranges) throws E {
    matcher.next(END);
    ranges.add(size, matcher.before());
  }

  private List<SecretMatcher> matchers() {
    return List.of(new TokenMatcher(), new EncodedTokenMatcher(), values.matcher());
  }

  /** Receives the secrets that one matcher finds. */
  private interface Ranges<E extends Exception> {
    /** Adds the bytes before a position. */
    void add(long end, int count) throws E;
  }

  /** Keeps the text until all matchers have read it. */
  private static final class RangesOfArray implements Ranges<RuntimeException> {
    private final byte[] text;
    private byte @Nullable [] masked;

    RangesOfArray(byte[] text) {
      this.text = text;
    }

    @Override
    public void add(long end, int count) {
      if (count > 0) {
        byte[] target = masked == null ? text.clone() : masked;
        Arrays.fill(target, (int) end - count, (int) end, MASK);
        masked = target;
      }
    }

    boolean apply() {
      if (masked == null) {
        return false;
      }
      System.arraycopy(masked, 0, text, 0, text.length);
      return true;
    }
  }

  /** Collects adjacent secrets of a file, to overwrite them together. */
  private static final class RangesOfFile implements Ranges<IOException> {
    private final FileChannel file;
    private long from;
    private long to;

    RangesOfFile(FileChannel file) {
      this.file = file;
    }

    @Override
    public void add(long end, int count) throws IOException {
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
