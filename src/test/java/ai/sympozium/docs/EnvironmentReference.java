package ai.sympozium.docs;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a section of docs/reference/environment.md. */
public final class EnvironmentReference {
  private static final Path DOCUMENT = Path.of("docs/reference/environment.md");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[^|]+) \\|");
  private static final Pattern VARIABLE = Pattern.compile("`([A-Z][A-Z_]*)(?:<[A-Z]+>)?`");

  private EnvironmentReference() {}

  /** Returns the variables of a section. A prefix of variables ends with {@code _}. */
  public static Set<String> variables(String section) {
    return FIRST_CELL
        .matcher(text(section))
        .results()
        .flatMap(cell -> VARIABLE.matcher(cell.group(1)).results())
        .map((MatchResult name) -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(String section) {
    String[] parts = TextFiles.read(DOCUMENT).split("(?m)^## ", -1);
    for (String part : parts) {
      if (part.startsWith(section + "\n")) {
        return part;
      }
    }
    throw new IllegalArgumentException(DOCUMENT + " has no section " + section);
  }
}
