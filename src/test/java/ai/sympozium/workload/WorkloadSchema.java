package ai.sympozium.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The types of workloads, claims and Services in the API server's OpenAPI documents.
 *
 * @param types type of each field, by type; a list has the suffix {@code []}, a map {@code {}}
 */
public record WorkloadSchema(SortedMap<String, SortedMap<String, String>> types) {
  /** Types whose fields are classified, with the types of their fields. */
  public static final List<String> ROOTS =
      List.of(
          "CronJobSpec",
          "DaemonSetSpec",
          "DeploymentSpec",
          "JobSpec",
          "PersistentVolumeClaimSpec",
          "PodSpec",
          "ReplicaSetSpec",
          "ReplicationControllerSpec",
          "ServiceSpec",
          "StatefulSetSpec");

  /** Types without fields of their own, metadata, and objects whose spec is a root. */
  private static final Set<String> LEAVES =
      Set.of("IntOrString", "ObjectMeta", "PersistentVolumeClaim", "Quantity", "Time");

  private static final Path SNAPSHOT = Path.of("src/test/resources/openapi/workloads.yaml");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  /** Reads the types that the roots reach from {@code /openapi/v3} documents. */
  public static WorkloadSchema of(Collection<JsonNode> documents) {
    SortedMap<String, SortedMap<String, String>> types = new TreeMap<>();
    for (JsonNode document : documents) {
      JsonNode schemas = document.at("/components/schemas");
      Queue<String> names = new ArrayDeque<>();
      schemas.fieldNames().forEachRemaining(names::add);
      names.removeIf(name -> !ROOTS.contains(simple(name)) || !name.contains(".api."));
      Set<String> seen = new TreeSet<>(names);
      for (String name = names.poll(); name != null; name = names.poll()) {
        SortedMap<String, String> fields = new TreeMap<>();
        schemas
            .path(name)
            .path("properties")
            .properties()
            .forEach(field -> {
              fields.put(field.getKey(), type(field.getValue()));
              reference(field.getValue())
                  .filter(type -> !LEAVES.contains(simple(type)))
                  .filter(seen::add)
                  .ifPresent(names::add);
            });
        types.put(simple(name), fields);
      }
    }
    return new WorkloadSchema(types);
  }

  /** Reads the stored types. */
  public static WorkloadSchema snapshot() {
    try {
      SortedMap<String, SortedMap<String, String>> types = new TreeMap<>();
      YAML.readTree(SNAPSHOT.toFile())
          .properties()
          .forEach(type -> {
            SortedMap<String, String> fields = new TreeMap<>();
            type.getValue()
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
            types.put(type.getKey(), fields);
          });
      return new WorkloadSchema(types);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores the types for {@link #snapshot()}. */
  public void store() {
    try {
      Files.writeString(SNAPSHOT, YAML.writeValueAsString(types));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the type with fields that a field's type names. */
  Optional<String> nested(String type) {
    return Optional.of(type.replaceAll("[\\[\\]{}]", "")).filter(types::containsKey);
  }

  private static String type(JsonNode property) {
    String suffix =
        property.path("type").asText().equals("array")
            ? "[]"
            : property.path("additionalProperties").isObject() ? "{}" : "";
    JsonNode value =
        switch (suffix) {
          case "[]" -> property.path("items");
          case "{}" -> property.path("additionalProperties");
          default -> property;
        };
    return reference(value)
            .map(WorkloadSchema::simple)
            .orElseGet(() -> value.path("type").asText("object"))
        + suffix;
  }

  private static Optional<String> reference(JsonNode property) {
    return property.findValuesAsText("$ref").stream()
        .findFirst()
        .map(reference -> reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
