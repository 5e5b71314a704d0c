package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Text that is truncated to a number of UTF-8 bytes and never splits a character.
 *
 * @param bytes size of the whole text
 */
public record TruncatedText(String text, long bytes, boolean truncated) {
  private static final String MARK = "…";
  private static final int MARK_BYTES = MARK.getBytes(UTF_8).length;

  /**
   * Truncates the end of a text.
   *
   * @param maxBytes size of the result at most, including the mark at its end
   */
  public static String ofBytes(String text, int maxBytes) {
    if (maxBytes < MARK_BYTES) {
      throw new IllegalArgumentException("maxBytes must be at least " + MARK_BYTES);
    }
    var bytes = text.getBytes(UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    return text(withoutBrokenEnd(ByteBuffer.wrap(bytes, 0, maxBytes - MARK_BYTES))) + MARK;
  }

  /**
   * Reads the head and the tail of the first bytes of a file, which can still grow. The tail
   * matters because programs print their errors last. Bytes that are not UTF-8 are replaced.
   *
   * @param size number of bytes to read at most
   */
  public static TruncatedText of(SeekableByteChannel file, long size, int head, int tail)
      throws IOException {
    if (size <= head + tail) {
      return new TruncatedText(text(Channels.read(file, 0, (int) size)), size, false);
    }
    var first = withoutBrokenEnd(Channels.read(file, 0, head));
    var last = withoutBrokenStart(Channels.read(file, size - tail, tail));
    var omitted = size - first.remaining() - last.remaining();
    return new TruncatedText(text(first) + gap(omitted) + text(last), size, true);
  }

  /** Keeps the head and the tail of a text, measured in UTF-8 bytes. */
  public static TruncatedText of(String text, int head, int tail) {
    var bytes = text.getBytes(UTF_8);
    if (bytes.length <= head + tail) {
      return new TruncatedText(text, bytes.length, false);
    }
    var first = withoutBrokenEnd(ByteBuffer.wrap(bytes, 0, head).slice());
    var last = withoutBrokenStart(ByteBuffer.wrap(bytes, bytes.length - tail, tail).slice());
    var omitted = bytes.length - first.remaining() - last.remaining();
    return new TruncatedText(text(first) + gap(omitted) + text(last), bytes.length, true);
  }

  /** Removes an incomplete character at the end. */
  public static ByteBuffer withoutBrokenEnd(ByteBuffer bytes) {
    var end = bytes.limit();
    for (var back = 1; back <= 3 && back <= bytes.remaining(); back++) {
      var b = bytes.get(end - back);
      if (!isContinuation(b)) {
        return back < lengthOfCharacter(b)
            ? bytes.slice(bytes.position(), bytes.remaining() - back)
            : bytes;
      }
    }
    return bytes;
  }

  /** Removes an incomplete character at the start. */
  public static ByteBuffer withoutBrokenStart(ByteBuffer bytes) {
    var start = 0;
    while (start < 3
        && start < bytes.remaining()
        && isContinuation(bytes.get(bytes.position() + start))) {
      start++;
    }
    // A character has at most three continuation bytes. More of them are not UTF-8 and stay.
    return bytes.slice(bytes.position() + start, bytes.remaining() - start);
  }

  private static String gap(long omitted) {
    return "\n[... " + omitted + " bytes omitted ...]\n";
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private static int lengthOfCharacter(byte first) {
    if ((first & 0xE0) == 0xC0) {
      return 2;
    }
    if ((first & 0xF0) == 0xE0) {
      return 3;
    }
    return (first & 0xF8) == 0xF0 ? 4 : 1;
  }

  private static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes.duplicate()).toString();
  }
}
