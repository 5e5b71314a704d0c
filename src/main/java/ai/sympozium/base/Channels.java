package ai.sympozium.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads parts of files. */
public final class Channels {
  private Channels() {}

  /** Reads from a position until the length or the end of the file is reached. */
  public static ByteBuffer read(SeekableByteChannel file, long from, int length)
      throws IOException {
    var buffer = ByteBuffer.allocate(length);
    file.position(from);
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        break;
      }
    }
    return buffer.flip();
  }
}
