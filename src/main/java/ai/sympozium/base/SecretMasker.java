package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Masks secrets in texts: all JSON Web Tokens, and known values. Each byte of a secret becomes an
 * asterisk, so that sizes and offsets stay the same. The time is linear in the size of the text.
 *
 * <p>Mask before truncating. Otherwise a part of a secret at the cut is not recognized.
 */
public final class SecretMasker {
  /** Masks tokens only. */
  public static final SecretMasker TOKENS = new SecretMasker(List.of());

  private static final byte MASK = '*';

  /** Shorter values are not masked, because they also occur in ordinary text. */
  private static final int MIN_VALUE_LENGTH = 8;

  private static final int MAX_VALUE_LENGTH = 8 << 10;
  private static final int BUFFER_BYTES = 1 << 16;

  private final List<byte[]> values;

  private SecretMasker(List<byte[]> values) {
    this.values = values;
  }

  /**
   * Returns a masker that also knows values: as they are, and in base64. Of a value that is a
   * token, it also masks the signature alone.
   */
  public static SecretMasker of(Collection<String> secrets) {
    Set<String> texts = new LinkedHashSet<>();
    for (String secret : secrets) {
      String value = secret.strip();
      texts.add(value);
      texts.add(base64(value.getBytes(UTF_8)));
      if (value.startsWith("eyJ")) {
        texts.add(value.substring(value.lastIndexOf('.') + 1));
      }
    }
    return new SecretMasker(
        texts.stream()
            .map(text -> text.getBytes(UTF_8))
            .filter(v -> v.length >= MIN_VALUE_LENGTH && v.length <= MAX_VALUE_LENGTH)
            .toList());
  }

  /** Encodes whole groups only, because text after the value changes an incomplete group. */
  private static String base64(byte[] value) {
    return Base64.getEncoder().encodeToString(Arrays.copyOf(value, value.length / 3 * 3));
  }

  public String mask(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return mask(bytes) ? new String(bytes, UTF_8) : text;
  }

  /** Masks a text in place. Returns whether it contained a secret. */
  public boolean mask(byte[] text) {
    List<SecretMatcher> matchers = matchers();
    boolean found = false;
    for (int i = 0; i < text.length; i++) {
      int count = next(matchers, text[i]);
      if (count > 0) {
        Arrays.fill(text, i + 1 - count, i + 1, MASK);
        found = true;
      }
    }
    return found;
  }

  /** Masks the beginning of a file in place, up to a size. */
  public void mask(FileChannel file, long size) throws IOException {
    List<SecretMatcher> matchers = matchers();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long position = 0;
    long from = 0;
    long to = 0;
    while (position < size) {
      int read =
          file.read(buffer.clear().limit((int) Math.min(size - position, BUFFER_BYTES)), position);
      if (read < 0) {
        break;
      }
      for (int i = 0; i < read; i++) {
        int count = next(matchers, buffer.get(i));
        position++;
        if (count > 0) {
          if (position - count > to) {
            overwrite(file, from, to);
            from = position - count;
          }
          from = Math.min(from, position - count);
          to = position;
        }
      }
    }
    overwrite(file, from, to);
  }

  private List<SecretMatcher> matchers() {
    List<SecretMatcher> matchers = new ArrayList<>();
    matchers.add(new TokenMatcher());
    matchers.add(new EncodedTokenMatcher());
    values.forEach(value -> matchers.add(new ValueMatcher(value)));
    return matchers;
  }

  private static int next(List<SecretMatcher> matchers, byte next) {
    int count = 0;
    for (int i = 0; i < matchers.size(); i++) {
      count = Math.max(count, matchers.get(i).next(next));
    }
    return count;
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
