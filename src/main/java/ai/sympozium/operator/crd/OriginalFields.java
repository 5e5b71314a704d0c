package ai.sympozium.operator.crd;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sets the schemas of {@code original-fields.yaml}: fields of the original for which the records
 * have no type, or the type of a whole Kubernetes object.
 */
final class OriginalFields {
  private static final String RESOURCE = "original-fields.yaml";
  private static final String ITEMS = "[]";
  private static final ObjectMapper YAML = new YAMLMapper();

  private OriginalFields() {}

  /**
   * One schema.
   *
   * @param fields path of the field for each kind that has it
   */
  private record Entry(Map<String, String> fields, JSONSchemaProps schema) {}

  /** Sets the fields of a kind, also those that the generator has derived from a record. */
  static void apply(String kind, JSONSchemaProps root) {
    for (Entry entry : read()) {
      String path = entry.fields().get(kind);
      if (path != null) {
        set(root, List.of(path.split("\\.", -1)), entry.schema());
      }
    }
  }

  /** Reads the file for each kind, because schemas are mutable. */
  private static List<Entry> read() {
    try (InputStream in = OriginalFields.class.getResourceAsStream(RESOURCE)) {
      return YAML.readValue(
          Objects.requireNonNull(in, RESOURCE), new TypeReference<List<Entry>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void set(JSONSchemaProps parent, List<String> path, JSONSchemaProps schema) {
    String name = path.getFirst();
    if (path.size() == 1) {
      parent.getProperties().put(name, schema);
      return;
    }
    boolean list = name.endsWith(ITEMS);
    JSONSchemaProps child =
        Objects.requireNonNull(
            parent
                .getProperties()
                .get(list ? name.substring(0, name.length() - ITEMS.length()) : name),
            name);
    set(list ? child.getItems().getSchema() : child, path.subList(1, path.size()), schema);
  }
}
