package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the table of packages in CONTRIBUTING.md with the tree. */
class LayoutTest {
  private static final Path SOURCES = Path.of("src/main/java/ai/sympozium");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\| ([^|]+) \\|$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** They only have entry points. */
  private static final Set<String> ROOTS = Set.of("", "operator");

  @Test
  void shouldListExistingPackagesOnly() throws IOException {
    assertThat(table().keySet()).isSubsetOf(packages());
  }

  @Test
  void shouldListEachPackageOrItsParent() throws IOException {
    Set<String> listed = table().keySet();

    assertThat(packages())
        .filteredOn(name -> !ROOTS.contains(name))
        .filteredOn(name -> listed.stream().noneMatch(parent -> contains(parent, name)))
        .isEmpty();
  }

  @Test
  void shouldDescribeEachPackageOfTheEndpoint() throws IOException {
    String text = table().getOrDefault("endpoint", "");

    assertThat(packages())
        .filteredOn(name -> name.startsWith("endpoint."))
        .isNotEmpty()
        .allMatch(name -> text.contains("`" + name.substring("endpoint.".length()) + "`"));
  }

  private static boolean contains(String parent, String name) {
    return name.equals(parent) || (name.startsWith(parent + ".") && !parent.equals("operator"));
  }

  /**
   * Returns the descriptions by packages. A name that begins with a dot continues the first one.
   */
  private static Map<String, String> table() {
    String document = TextFiles.read(Path.of("CONTRIBUTING.md"));
    String table = document.substring(document.indexOf("| package | content |"));
    Map<String, String> rows = new LinkedHashMap<>();
    for (MatchResult row :
        ROW.matcher(table.substring(0, table.indexOf("\n\n"))).results().toList()) {
      List<String> names = CODE.matcher(row.group(1)).results().map(name -> name.group(1)).toList();
      String first = names.getFirst();
      String parent = parentOf(first, names);
      names.forEach(name -> rows.put(name.startsWith(".") ? parent + name : name, row.group(2)));
    }
    return rows;
  }

  /** {@code a.b, .c} are {@code a.b} and {@code a.b.c} if this exists, or else {@code a.c}. */
  private static String parentOf(String first, List<String> names) {
    boolean nested =
        names.stream()
            .filter(name -> name.startsWith("."))
            .allMatch(name -> Files.isDirectory(directory(first + name)));
    return nested || !first.contains(".") ? first : first.substring(0, first.lastIndexOf('.'));
  }

  private static Path directory(String name) {
    return SOURCES.resolve(name.replace('.', '/'));
  }

  private static Set<String> packages() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[A-Z]\\w*\\.java"))
          .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
