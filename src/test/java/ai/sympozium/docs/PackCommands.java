package ai.sympozium.docs;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.skill.CommandResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The built-in packs, and the recorded results of their commands. {@code PackCommandsIT} executes
 * the commands and compares the results with the records.
 */
public final class PackCommands {
  /** Names of objects that the commands of k8s-ops-secrets read. */
  public static final String SECRET = "web-key";

  public static final String TLS_SECRET = "web-tls";
  public static final String RELEASE = "web";

  private static final Path RECORDS = Path.of("src/test/resources/golden/pack-commands");

  private PackCommands() {}

  /** Returns the names of the packs whose commands are executed, sorted. */
  public static List<String> packs() {
    return packs(true);
  }

  /** Returns the names of those that are not enabled by default, sorted. */
  public static List<String> optIns() {
    return packs(false);
  }

  private static List<String> packs(boolean enabled) {
    JsonNode values =
        Manifests.documents(Path.of("helm/sympozium/values.yaml")).getFirst().path("skillPacks");
    return values.properties().stream()
        .filter(pack -> enabled || !pack.getValue().path("enabled").asBoolean())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Reads a pack from its file. */
  public static SkillPack pack(String name) {
    return pack(name, Map.of());
  }

  /** Reads a pack from its file, and adds variables to its container. */
  public static SkillPack pack(String name, Map<String, String> variables) {
    ObjectNode pack =
        (ObjectNode) Manifests.documents(Path.of("skillpacks", name + ".yaml")).getFirst();
    variables.forEach((variable, value) ->
        pack.withArray("/spec/sidecar/env").addObject().put("name", variable).put("value", value));
    return (SkillPack) Manifests.read(pack);
  }

  /** Returns values of placeholders: URLs of services, and names of objects of the tests. */
  public static Map<String, String> values(String prometheus, String alertmanager, String loki) {
    return Map.of(
        "PROMETHEUS_URL", prometheus,
        "ALERTMANAGER_URL", alertmanager,
        "LOKI_URL", loki,
        "SECRET", SECRET,
        "TLS_SECRET", TLS_SECRET,
        "RELEASE", RELEASE,
        "FILE", "cart.yaml");
  }

  /** Formats the results of a pack as one line for each command: place, outcome and exit code. */
  public static List<String> lines(List<CommandResult> results) {
    return results.stream()
        .map(result ->
            "%s\t%s\t%s"
                .formatted(
                    result.place(),
                    result.outcome().text(),
                    result.exitCode() == null ? "-" : result.exitCode()))
        .toList();
  }

  /** Reads the recorded results of a pack; empty if there are none. */
  public static List<String> recorded(String pack) {
    Path file = record(pack);
    return Files.exists(file) ? TextFiles.read(file).lines().toList() : List.of();
  }

  /** Writes the results of a pack. */
  public static void record(String pack, List<String> results) throws IOException {
    Files.createDirectories(RECORDS);
    Files.write(record(pack), results);
  }

  private static Path record(String pack) {
    return RECORDS.resolve(pack + ".tsv");
  }

  /** Returns outcome and exit code of each recorded command, by its place. */
  static Map<String, String> outcomes(String pack) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    recorded(pack).stream()
        .map(line -> line.split("\t"))
        .forEach(cells ->
            outcomes.merge(
                cells[0],
                cells[1].equals("exit code") ? "exit code " + cells[2] : cells[1],
                (one, other) -> one.equals(other) ? one : one + ", " + other));
    return new TreeMap<>(outcomes);
  }
}
