package ai.sympozium.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the files of the checkout. */
final class TextFiles {
  private TextFiles() {}

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** The file itself, or all files below the directory in the order of their names. */
  static List<Path> below(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(root.toString(), e);
    }
  }

  /** Collects the first group, or the whole match, of all matches below the roots. */
  static Set<String> find(Pattern pattern, String... roots) {
    Set<String> found = new TreeSet<>();
    for (String root : roots) {
      for (Path file : below(Path.of(root))) {
        pattern
            .matcher(read(file))
            .results()
            .forEach(match -> found.add(match.groupCount() == 0 ? match.group() : match.group(1)));
      }
    }
    return found;
  }
}
