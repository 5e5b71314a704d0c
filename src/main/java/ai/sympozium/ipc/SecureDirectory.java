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
 * A directory that is held open. Its entries are accessed relative to its handle and never through
 * a link. Other containers that write to the volume can therefore not redirect an access.
 */
public final class SecureDirectory implements Closeable {
  /** Mode of files that all containers can read. */
  public static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  /** Mode of files with secrets. */
  public static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private static final Path SELF = Path.of(".");

  private final SecureDirectoryStream<Path> stream;

  private SecureDirectory(SecureDirectoryStream<Path> stream) {
    this.stream = stream;
  }

  /** Opens a directory by a path that is trusted, such as the root of a volume. */
  @SuppressWarnings("StreamResourceLeak") // the directory closes the stream
  public static SecureDirectory open(Path trusted) throws IOException {
    var stream = Files.newDirectoryStream(trusted);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new SecureDirectory(secure);
    }
    stream.close();
    throw new FileSystemException(
        trusted.toString(), null, "cannot be held open on this file system");
  }

  /** Opens a subdirectory. */
  public SecureDirectory child(String name) throws IOException {
    var attributes = attributes(name);
    if (!attributes.isDirectory()) {
      throw new FileSystemException(name, null, "is " + kind(attributes) + ", not a directory");
    }
    return new SecureDirectory(stream.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS));
  }

  /** Returns the attributes of an entry; for a link, those of the link. */
  public PosixFileAttributes attributes(String name) throws IOException {
    return stream
        .getFileAttributeView(Path.of(name), PosixFileAttributeView.class, NOFOLLOW_LINKS)
        .readAttributes();
  }

  /** Returns whether an entry of any kind exists. True if its attributes are not readable. */
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

  /** Returns the names of all entries, unordered. */
  public List<String> names() throws IOException {
    var names = new ArrayList<String>();
    try (var entries = stream.newDirectoryStream(SELF, NOFOLLOW_LINKS)) {
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

  /** Reads a whole regular file. Fails if the file is too large. */
  public byte[] read(String name, int maxBytes) throws IOException {
    try (var channel = openFile(name)) {
      if (channel.size() > maxBytes) {
        throw new FileSystemException(name, null, "is larger than " + maxBytes + " bytes");
      }
      var buffer = Channels.read(channel, 0, (int) channel.size());
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }

  /** Writes a temporary file and renames it, so that no reader sees a part of it. */
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
      deleteIfExists(temporary);
      throw e;
    }
  }

  /** Creates a file for writing. */
  public SeekableByteChannel create(String name, Set<PosixFilePermission> mode) throws IOException {
    // Set at creation, so that no other user can read a secret in between. Set again, because the
    // umask can remove permissions.
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

  /** Renames an entry. Replaces an existing file. */
  public void rename(String from, String to) throws IOException {
    moveTo(this, from, to);
  }

  /** Moves an entry into another directory of the same volume. */
  public void moveTo(SecureDirectory target, String from, String to) throws IOException {
    stream.move(Path.of(from), target.stream, Path.of(to));
  }

  /** Deletes a file or a link if it exists. */
  public void deleteIfExists(String name) throws IOException {
    try {
      stream.deleteFile(Path.of(name));
    } catch (NoSuchFileException e) {
      // Nothing to do.
    }
  }

  /** Deletes an empty directory if it exists. */
  public void deleteDirectoryIfExists(String name) throws IOException {
    try {
      stream.deleteDirectory(Path.of(name));
    } catch (NoSuchFileException e) {
      // Nothing to do.
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  /** Describes the kind of an entry, for messages. */
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
