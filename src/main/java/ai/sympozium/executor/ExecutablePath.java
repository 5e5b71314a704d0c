package ai.sympozium.executor;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The programs of this container's image, by its search path. */
record ExecutablePath(List<Path> searchPath) {
  private static final String USUAL =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static ExecutablePath on(@Nullable String path) {
    var directories = new ArrayList<Path>();
    for (var directory : (path == null || path.isEmpty() ? USUAL : path).split(":", -1)) {
      if (directory.startsWith("/")) {
        directories.add(Path.of(directory));
      }
    }
    return new ExecutablePath(List.copyOf(directories));
  }

  /** Where a program is, or null when there is none of that name. */
  @Nullable Path find(String name) {
    for (var directory : searchPath) {
      try {
        var candidate = directory.resolve(name);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return candidate;
        }
      } catch (InvalidPathException e) {
        return null;
      }
    }
    return null;
  }

  /** Those of the comma-separated names that are not there. */
  List<String> missing(@Nullable String required) {
    var missing = new ArrayList<String>();
    for (var name : required == null ? new String[0] : required.split(",", -1)) {
      if (!name.isBlank() && find(name.strip()) == null) {
        missing.add(name.strip());
      }
    }
    return List.copyOf(missing);
  }

  /** The best shell there is, or null. */
  @Nullable Path shell() {
    var bash = find("bash");
    return bash != null ? bash : find("sh");
  }
}
