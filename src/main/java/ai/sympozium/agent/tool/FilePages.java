package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.Channels;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads pages of an open text file, up to the size that it had when it was opened. */
final class FilePages {
  static final int PAGE_BYTES = 32 << 10;

  /** Bytes before and after a page, in which a secret can begin or end. */
  private static final int CONTEXT_BYTES = 16 << 10;

  private static final int SCAN_BYTES = 64 << 10;

  private final SeekableByteChannel file;
  private final long size;
  private final SecretMasker masker;

  FilePages(SeekableByteChannel file, long size, SecretMasker masker) {
    this.file = file;
    this.size = size;
    this.masker = masker;
  }

  /**
   * A part of the file.
   *
   * @param from first byte
   * @param to byte after the last one
   * @param lines number of lines, of which the last can be incomplete
   * @param isLast whether the file ends with it
   */
  record Page(String text, long from, long to, long lines, boolean isLast) {
    boolean endsLine() {
      return text.endsWith("\n");
    }
  }

  long size() {
    return size;
  }

  /** Returns the number of lines. */
  long lines() throws IOException {
    var ends = 0L;
    var last = (byte) '\n';
    for (var at = 0L; at < size; at += SCAN_BYTES) {
      var bytes = scan(at);
      while (bytes.hasRemaining()) {
        last = bytes.get();
        if (last == '\n') {
          ends++;
        }
      }
    }
    return last == '\n' ? ends : ends + 1;
  }

  /** Returns the first byte of a line that exists, counted from 1. */
  long startOfLine(long line) throws IOException {
    var left = line - 1;
    for (var at = 0L; left > 0 && at < size; at += SCAN_BYTES) {
      var bytes = scan(at);
      while (bytes.hasRemaining()) {
        if (bytes.get() == '\n' && --left == 0) {
          return at + bytes.position();
        }
      }
    }
    return 0;
  }

  /** Reads a page. It ends after a line, unless that would halve it. */
  Page from(long from, int maxLines) throws IOException {
    var bytes = masked(from);
    var start = from;
    if (from > 0) {
      var whole = TruncatedText.withoutBrokenStart(bytes);
      start += bytes.remaining() - whole.remaining();
      bytes = whole;
    }
    if (start + bytes.remaining() < size) {
      bytes = withoutPartialLine(TruncatedText.withoutBrokenEnd(bytes));
    }
    var lines = 0;
    for (var i = 0; i < bytes.remaining(); i++) {
      if (bytes.get(bytes.position() + i) == '\n' && ++lines == maxLines) {
        bytes = bytes.slice(bytes.position(), i + 1);
      }
    }
    var to = start + bytes.remaining();
    var text = UTF_8.decode(bytes).toString();
    return new Page(text, start, to, text.endsWith("\n") ? lines : lines + 1, to >= size);
  }

  private ByteBuffer scan(long at) throws IOException {
    return Channels.read(file, at, (int) Math.min(SCAN_BYTES, size - at));
  }

  private ByteBuffer masked(long from) throws IOException {
    var before = (int) Math.min(from, CONTEXT_BYTES);
    var bytes = Channels.read(file, from - before, before + PAGE_BYTES + CONTEXT_BYTES);
    masker.mask(bytes.array());
    var length = Math.min(bytes.limit() - before, size - from);
    return bytes.slice(before, (int) Math.clamp(length, 0, PAGE_BYTES));
  }

  private static ByteBuffer withoutPartialLine(ByteBuffer bytes) {
    for (var i = bytes.remaining() - 1; i > bytes.remaining() / 2; i--) {
      if (bytes.get(bytes.position() + i) == '\n') {
        return bytes.slice(bytes.position(), i + 1);
      }
    }
    return bytes;
  }
}
