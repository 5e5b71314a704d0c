package ai.sympozium.ipc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * The beginning and the end of something long, as text. The end is kept because it is where
 * programs say what went wrong.
 *
 * @param bytes size of the whole
 */
public record TruncatedText(String text, long bytes, boolean truncated) {

  /** Reads an excerpt of a file that may still grow; bytes that are not UTF-8 are replaced. */
  public static TruncatedText of(SeekableByteChannel file, int head, int tail) throws IOException {
    var size = file.size();
    if (size <= head + tail) {
      return new TruncatedText(text(read(file, 0, (int) size)), size, false);
    }
    var first = withoutBrokenEnd(read(file, 0, head));
    var last = withoutBrokenStart(read(file, size - tail, tail));
    var omitted = size - first.remaining() - last.remaining();
    return new TruncatedText(text(first) + gap(omitted) + text(last), size, true);
  }

  /** An excerpt of a text, measured in UTF-8. */
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

  /** The bytes without a character at their end of which only the first bytes are there. */
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

  /** The bytes without the last bytes of a character whose first are not there. */
  public static ByteBuffer withoutBrokenStart(ByteBuffer bytes) {
    var start = 0;
    while (start < 3
        && start < bytes.remaining()
        && isContinuation(bytes.get(bytes.position() + start))) {
      start++;
    }
    // Three are a character's whole rest; more of them were never UTF-8, and are shown as such.
    return bytes.slice(bytes.position() + start, bytes.remaining() - start);
  }

  private static String gap(long omitted) {
    return "\n[... " + omitted + " bytes left out here ...]\n";
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

  private static ByteBuffer read(SeekableByteChannel file, long from, int length)
      throws IOException {
    var buffer = ByteBuffer.allocate(length);
    file.position(from);
    while (buffer.hasRemaining() && file.read(buffer) >= 0) {
      // until full or the file's end
    }
    return buffer.flip();
  }
}
