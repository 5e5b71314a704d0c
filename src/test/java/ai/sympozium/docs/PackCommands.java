package ai.sympozium.docs;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.skill.CommandResult;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The built-in packs that are enabled by default, and the recorded results of their commands.
 * {@code PackCommandsIT} executes the commands and compares the results with the records.
 */
public final class PackCommands {
  private static final Path RECORDS = Path.of("src/test/resources/golden/pack-commands");

  private PackCommands() {}

  /** Returns the names of the packs, sorted. */
  public static List<String> defaultPacks() {
    JsonNode values =
        Manifests.documents(Path.of("helm/sympozium/values.yaml")).getFirst().path("skillPacks");
    return values.properties().stream()
        .filter(pack -> pack.getValue().path("enabled").asBoolean())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Reads a pack from its file. */
  public static SkillPack pack(String name) {
    Path file = Path.of("skillpacks", name + ".yaml");
    return (SkillPack) Manifests.read(Manifests.documents(file).getFirst());
  }

  /** Returns values for the placeholders of the services that a cluster may have. */
  public static Map<String, String> services(String prometheus, String alertmanager, String loki) {
    return Map.of("PROMETHEUS_URL", prometheus, "ALERTMANAGER_URL", alertmanager, "LOKI_URL", loki);
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
