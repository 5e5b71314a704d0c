package ai.sympozium.executor;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds programs of the container's image on its search path. */
record ExecutablePath(List<Path> searchPath) {
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static ExecutablePath of(@Nullable String path) {
    var directories = new ArrayList<Path>();
    for (var directory : (path == null || path.isEmpty() ? DEFAULT_PATH : path).split(":", -1)) {
      if (directory.startsWith("/")) {
        directories.add(Path.of(directory));
      }
    }
    return new ExecutablePath(List.copyOf(directories));
  }

  /** Returns the path of a program, or null if it does not exist. */
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

  /** Returns the comma-separated programs that do not exist. */
  List<String> missing(@Nullable String required) {
    var missing = new ArrayList<String>();
    for (var name : required == null ? new String[0] : required.split(",", -1)) {
      if (!name.isBlank() && find(name.strip()) == null) {
        missing.add(name.strip());
      }
    }
    return List.copyOf(missing);
  }

  /** Returns bash, otherwise sh, otherwise null. */
  @Nullable Path shell() {
    var bash = find("bash");
    return bash != null ? bash : find("sh");
  }
}
