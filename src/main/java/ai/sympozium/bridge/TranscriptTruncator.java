package ai.sympozium.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.Channels;
import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Truncates a transcript to whole lines of its beginning and its end. */
final class TranscriptTruncator {
  private TranscriptTruncator() {}

  /**
   * Reads a transcript of at most {@code limit} bytes, plus one line for the omitted ones. Omits an
   * incomplete last line: the agent may have been killed while it wrote the line.
   */
  static String read(SeekableByteChannel file, int limit) throws IOException {
    var size = file.size();
    if (size <= limit) {
      var all = bytes(file, 0, (int) size);
      return new String(all, 0, endOfLines(all), UTF_8);
    }
    var half = limit / 2;
    var head = bytes(file, 0, half);
    var headEnd = endOfLines(head);
    var tail = bytes(file, size - half, half);
    var tailStart = startOfLines(tail);
    var tailEnd = endOfLines(tail);
    var omitted = lines(file, headEnd, size - half + tailStart);
    return new String(head, 0, headEnd, UTF_8)
        + gap(omitted)
        + (tailEnd > tailStart ? new String(tail, tailStart, tailEnd - tailStart, UTF_8) : "");
  }

  private static String gap(long omitted) {
    var line = JsonTrees.object().put("role", "system");
    line.putObject("_meta").put("omittedLines", omitted);
    return JsonTrees.write(line) + "\n";
  }

  private static byte[] bytes(SeekableByteChannel file, long from, int length) throws IOException {
    var buffer = Channels.read(file, from, length);
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Returns the end of the last whole line. */
  private static int endOfLines(byte[] bytes) {
    var end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /** Returns the start of the first whole line. */
  private static int startOfLines(byte[] bytes) {
    for (var i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return bytes.length;
  }

  private static long lines(SeekableByteChannel file, long from, long to) throws IOException {
    var buffer = ByteBuffer.allocate(1 << 16);
    var lines = 0L;
    file.position(from);
    for (var left = to - from; left > 0; ) {
      var read = file.read(buffer.clear().limit((int) Math.min(left, buffer.capacity())));
      if (read < 0) {
        return lines;
      }
      left -= read;
      for (var i = 0; i < read; i++) {
        if (buffer.get(i) == '\n') {
          lines++;
        }
      }
    }
    return lines;
  }
}
