package ai.sympozium.rbac;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A resource of the API server with the verbs it has, as one line: {@code apps deployments/scale
 * namespaced get,patch,update}.
 *
 * @param name with the subresource, if it is one
 */
public record ApiResource(String group, String name, boolean namespaced, Set<String> verbs)
    implements Comparable<ApiResource> {
  /** The discovery of a real API server with all APIs. {@code DiscoveryIT} writes it. */
  public static final Path DISCOVERED = Path.of("src/test/resources/rbac/discovered.txt");

  /** Resources and verbs that only authorizers know. */
  static final Path UNDISCOVERED = Path.of("src/test/resources/rbac/undiscovered.txt");

  public static List<ApiResource> read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.startsWith("#")).map(ApiResource::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns every resource of both files. */
  public static List<ApiResource> all() {
    return Stream.of(DISCOVERED, UNDISCOVERED).flatMap(file -> read(file).stream()).toList();
  }

  private static ApiResource parse(String line) {
    String[] columns = line.split(" ", 4);
    return new ApiResource(
        columns[0].equals("core") ? "" : columns[0],
        columns[1],
        columns[2].equals("namespaced"),
        Stream.of(columns[3].split(",", -1)).collect(toCollection(TreeSet::new)));
  }

  /** Returns the permissions on all objects, one for each verb. */
  public Stream<Permission> permissions() {
    return verbs.stream().map(verb -> new Permission(group, name, verb, null));
  }

  /**
   * Whether a Role can give permissions on it. The namespace of a request for a namespace object is
   * that object, so a Role applies to it.
   */
  public boolean isReachableByRole() {
    return namespaced || (group.isEmpty() && name.matches("namespaces(/.*)?"));
  }

  @Override
  public int compareTo(ApiResource other) {
    return Comparator.comparing(ApiResource::group)
        .thenComparing(ApiResource::name)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return "%s %s %s %s"
        .formatted(
            group.isEmpty() ? "core" : group,
            name,
            namespaced ? "namespaced" : "cluster",
            String.join(",", verbs));
  }
}
