package ai.sympozium.rbac;

import ai.sympozium.api.PolicyRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Permissions that were reviewed and are not dangerous: lines of scope, rule and reason.
 *
 * @param scope {@code namespace}, {@code cluster} or {@code anywhere}
 */
record HarmlessPermissions(String scope, PolicyRule rule, String reason) {
  static final Path FILE = Path.of("src/test/resources/rbac/harmless.txt");

  static List<HarmlessPermissions> read() {
    try {
      return Files.readAllLines(FILE).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(HarmlessPermissions::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HarmlessPermissions parse(String line) {
    List<String> columns = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    return new HarmlessPermissions(
        columns.get(0),
        Rules.rule(columns.get(1).replace(" read", " get,list,watch")),
        columns.get(2));
  }

  boolean appliesTo(boolean clusterWide) {
    return !scope.equals(clusterWide ? "namespace" : "cluster");
  }

  /** Compares values literally, so that nothing is reviewed by a wildcard. */
  boolean includes(Permission permission) {
    return Permission.of(rule).contains(permission);
  }
}
