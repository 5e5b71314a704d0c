package ai.sympozium.ipc;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.sympozium.base.Channels;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory held open. Everything in it is reached relative to its handle and never through a
 * link, so that others who may write to the same volume cannot redirect a check or a use to another
 * place.
 */
public final class SecureDirectory implements Closeable {
  /** Mode of files that anyone in the pod may read. */
  public static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  /** Mode of files that hold secrets. */
  public static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private static final Path HERE = Path.of(".");

  private final SecureDirectoryStream<Path> stream;

  private SecureDirectory(SecureDirectoryStream<Path> stream) {
    this.stream = stream;
  }

  /** Opens a directory by a path that is trusted as it is, such as the root of a volume. */
  @SuppressWarnings("StreamResourceLeak") // the stream belongs to what is made of it
  public static SecureDirectory open(Path trusted) throws IOException {
    var stream = Files.newDirectoryStream(trusted);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new SecureDirectory(secure);
    }
    stream.close();
    throw new FileSystemException(
        trusted.toString(), null, "cannot be held open on this file system");
  }

  /** Opens a directory in this one. */
  public SecureDirectory child(String name) throws IOException {
    var attributes = attributes(name);
    if (!attributes.isDirectory()) {
      throw new FileSystemException(name, null, "is " + kind(attributes) + ", not a directory");
    }
    return new SecureDirectory(stream.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS));
  }

  /** What an entry is; of a link, the link itself. */
  public PosixFileAttributes attributes(String name) throws IOException {
    return stream
        .getFileAttributeView(Path.of(name), PosixFileAttributeView.class, NOFOLLOW_LINKS)
        .readAttributes();
  }

  /** Whether there is an entry of that name, of whatever kind. */
  public boolean has(String name) {
    try {
      attributes(name);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** The names of all entries, in no order. */
  public List<String> names() throws IOException {
    var names = new ArrayList<String>();
    try (var entries = stream.newDirectoryStream(HERE, NOFOLLOW_LINKS)) {
      for (var entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    }
    return names;
  }

  /** Opens a regular file for reading. */
  public SeekableByteChannel openFile(String name) throws IOException {
    var attributes = attributes(name);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(name, null, "is " + kind(attributes) + ", not a file");
    }
    return stream.newByteChannel(Path.of(name), Set.of(READ, NOFOLLOW_LINKS));
  }

  /** Reads a whole regular file, unless it is larger than allowed. */
  public byte[] read(String name, int largest) throws IOException {
    try (var channel = openFile(name)) {
      if (channel.size() > largest) {
        throw new FileSystemException(name, null, "is larger than " + largest + " bytes");
      }
      var buffer = Channels.read(channel, 0, (int) channel.size());
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }

  /**
   * Writes a file under a name of its own, then renames it, so that nobody ever sees half of it.
   */
  public void write(String name, byte[] content, Set<PosixFilePermission> mode) throws IOException {
    var temporary = ".tmp-" + IpcFiles.newId();
    try {
      try (var channel = create(temporary, mode)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      rename(temporary, name);
    } catch (IOException e) {
      deleteIfThere(temporary);
      throw e;
    }
  }

  /** Makes a new file for writing. */
  public SeekableByteChannel create(String name, Set<PosixFilePermission> mode) throws IOException {
    // Given at creation, so that a secret is never readable by others; and set again, as the umask
    // takes away.
    var channel =
        stream.newByteChannel(
            Path.of(name),
            Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(mode));
    stream
        .getFileAttributeView(Path.of(name), PosixFileAttributeView.class, NOFOLLOW_LINKS)
        .setPermissions(mode);
    return channel;
  }

  /** Renames an entry within this directory, over another file if there is one. */
  public void rename(String from, String to) throws IOException {
    moveTo(this, from, to);
  }

  /** Moves an entry into another directory of the same volume. */
  public void moveTo(SecureDirectory target, String from, String to) throws IOException {
    stream.move(Path.of(from), target.stream, Path.of(to));
  }

  /** Deletes a file or a link, if it is there. */
  public void deleteIfThere(String name) throws IOException {
    try {
      stream.deleteFile(Path.of(name));
    } catch (NoSuchFileException e) {
      // as wanted
    }
  }

  /** Deletes an empty directory, if it is there. */
  public void deleteDirectoryIfThere(String name) throws IOException {
    try {
      stream.deleteDirectory(Path.of(name));
    } catch (NoSuchFileException e) {
      // as wanted
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  /** What an entry is, in words. */
  public static String kind(PosixFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return "a link";
    }
    if (attributes.isDirectory()) {
      return "a directory";
    }
    return attributes.isRegularFile() ? "a file" : "a device, socket or pipe";
  }
}
