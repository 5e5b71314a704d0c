package ai.sympozium.executor;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.ipc.SecureDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * File for one output stream of a command. With a pipe, a process left in the background would keep
 * the pipe open, and would be killed when the executor stops reading.
 */
final class OutputFile implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private long maskedBytes;

  OutputFile(Path path) throws IOException {
    this.path = path;
    this.channel =
        FileChannel.open(
            path,
            Set.of(CREATE_NEW, READ, WRITE),
            PosixFilePermissions.asFileAttribute(SecureDirectory.PRIVATE));
  }

  /** Returns a redirect that appends, so that the file can be truncated while a command writes. */
  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.appendTo(path.toFile());
  }

  long size() throws IOException {
    return channel.size();
  }

  /**
   * Masks secrets in what has been written so far. Only this part can be read: a process in the
   * background can write more.
   */
  void mask(SecretMasker masker) throws IOException {
    maskedBytes = channel.size();
    masker.mask(channel, maskedBytes);
  }

  long maskedBytes() {
    return maskedBytes;
  }

  TruncatedText headAndTail(int head, int tail) throws IOException {
    return TruncatedText.of(channel, maskedBytes, head, tail);
  }

  void copyTo(SeekableByteChannel target) throws IOException {
    var buffer = ByteBuffer.allocate(1 << 16);
    channel.position(0);
    for (var left = maskedBytes; left > 0; ) {
      var read = channel.read(buffer.clear().limit((int) Math.min(left, buffer.capacity())));
      if (read < 0) {
        return;
      }
      left -= read;
      buffer.flip();
      while (buffer.hasRemaining()) {
        target.write(buffer);
      }
    }
  }

  void truncate() throws IOException {
    channel.truncate(0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
