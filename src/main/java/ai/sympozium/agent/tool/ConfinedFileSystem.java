package ai.sympozium.agent.tool;

import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confines the file tools to their directories, although skill containers can change these at the
 * same time. Each step of a path is opened relative to the step before and never through a link. A
 * link is only read: its target is resolved from a root again, so it cannot lead outside.
 */
public final class ConfinedFileSystem {
  private static final int MAX_LINKS = 20;

  private final Path workspace;
  private final List<Path> writable;
  private final List<Path> readable;

  /**
   * Creates a file system of three roots.
   *
   * @param workspace start of relative paths; readable and writable
   * @param scratch readable and writable
   * @param skills readable
   */
  public ConfinedFileSystem(Path workspace, Path scratch, Path skills) {
    this.workspace = workspace;
    this.writable = List.of(workspace, scratch);
    this.readable = List.of(workspace, scratch, skills);
  }

  String readableNames() {
    return names(readable);
  }

  String writableNames() {
    return names(writable);
  }

  /**
   * Entry of a directory that is held open.
   *
   * @param name {@code .} for a root
   * @param attributes null if the entry does not exist
   */
  record Place(
      Path path,
      Volume volume,
      SecureDirectory parent,
      String name,
      @Nullable PosixFileAttributes attributes)
      implements Closeable {
    @Override
    public void close() throws IOException {
      parent.close();
      volume.close();
    }
  }

  /** Resolves a path for reading. */
  Place find(String path) throws ToolException, IOException {
    return find(path, readable, false);
  }

  /** Resolves a path for changing what exists there. */
  Place findToEdit(String path) throws ToolException, IOException {
    return find(path, writable, false);
  }

  /** Resolves a path for writing and creates missing directories. */
  Place findToWrite(String path) throws ToolException, IOException {
    return find(path, writable, true);
  }

  private Place find(String given, List<Path> roots, boolean create)
      throws ToolException, IOException {
    Path path;
    try {
      path = workspace.resolve(given).normalize();
    } catch (InvalidPathException e) {
      throw ToolArguments.invalid("\"path\" is not a path");
    }
    for (var links = 0; links <= MAX_LINKS; links++) {
      var root = root(path, roots);
      if (root == null) {
        throw outside(given, roots, links > 0);
      }
      var volume = Volume.open(root);
      try {
        switch (walk(volume, root.relativize(path), create)) {
          case Found(var parent, var name, var attributes) -> {
            return new Place(path, volume, parent, name, attributes);
          }
          case Link(var at, var rest) -> {
            var link = root.resolve(at);
            var target = link.resolveSibling(Files.readSymbolicLink(link));
            path = target.resolve(rest).normalize();
          }
        }
        volume.close();
      } catch (ToolException | IOException e) {
        volume.close();
        throw e;
      }
    }
    throw new ToolException(
        "TooManyLinks", given + " goes through too many links", "Use the path of the file itself.");
  }

  private sealed interface Step {}

  private record Found(
      SecureDirectory parent, String name, @Nullable PosixFileAttributes attributes)
      implements Step {}

  private record Link(Path at, Path rest) implements Step {}

  private static Step walk(Volume volume, Path relative, boolean create)
      throws ToolException, IOException {
    var names = new ArrayList<String>();
    relative.forEach(name -> names.add(name.toString()));
    if (names.equals(List.of(""))) {
      var root = SecureDirectory.open(volume.path());
      return new Found(root, ".", root.attributes("."));
    }
    var directory = SecureDirectory.open(volume.path());
    try {
      for (var i = 0; ; i++) {
        var name = names.get(i);
        var attributes = attributes(directory, name);
        if (attributes != null && attributes.isSymbolicLink()) {
          directory.close();
          return new Link(relative.subpath(0, i + 1), rest(relative, i + 1));
        }
        if (i == names.size() - 1) {
          return new Found(directory, name, attributes);
        }
        var next = next(volume, directory, relative.subpath(0, i + 1), attributes, create);
        directory.close();
        directory = next;
      }
    } catch (ToolException | IOException e) {
      directory.close();
      throw e;
    }
  }

  private static SecureDirectory next(
      Volume volume,
      SecureDirectory directory,
      Path path,
      @Nullable PosixFileAttributes attributes,
      boolean create)
      throws ToolException, IOException {
    var name = path.getFileName().toString();
    if (attributes == null && !create) {
      throw notFound(volume.path().resolve(path));
    }
    if (attributes != null && !attributes.isDirectory()) {
      throw new ToolException(
          "NotADirectory", volume.path().resolve(path) + " is not a directory", FileTool.HINT_LIST);
    }
    return create ? volume.childOf(directory, name) : directory.child(name);
  }

  private static Path rest(Path path, int from) {
    return from < path.getNameCount() ? path.subpath(from, path.getNameCount()) : Path.of("");
  }

  private static @Nullable PosixFileAttributes attributes(SecureDirectory directory, String name)
      throws IOException {
    try {
      return directory.attributes(name);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static @Nullable Path root(Path path, List<Path> roots) {
    for (var root : roots) {
      if (path.startsWith(root)) {
        return root;
      }
    }
    return null;
  }

  static ToolException notFound(Path path) {
    return new ToolException("NotFound", path + " does not exist", FileTool.HINT_LIST);
  }

  private static ToolException outside(String given, List<Path> roots, boolean byLink) {
    return new ToolException(
        "PathNotAllowed",
        given
            + (byLink ? " is or goes through a link that leads" : " is")
            + " outside the directories of this tool",
        "Use a path in " + names(roots) + ".");
  }

  private static String names(List<Path> roots) {
    var names = new ArrayList<String>();
    roots.forEach(root -> names.add(root.toString()));
    return String.join(", ", names);
  }
}
