package ai.sympozium.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Fills every field that a shipped CustomResourceDefinition has. */
public final class LargestObject {
  /** The schemas of the kinds have fields that are ignored. */
  private static final ObjectMapper LENIENT =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ITEMS = 6;
  private static final String TEXT = "1".repeat(64);

  private LargestObject() {}

  /** Returns an object of the kind with a value in every field of its spec. */
  public static <T extends CustomResource<?, ?>> T of(Class<T> kind, String plural) {
    try {
      String crd =
          Files.readString(Path.of("helm/sympozium/crds/%s.sympozium.ai-v1.yml".formatted(plural)));
      JSONSchemaProps schema =
          Serialization.unmarshal(crd, CustomResourceDefinition.class)
              .getSpec()
              .getVersions()
              .getFirst()
              .getSchema()
              .getOpenAPIV3Schema();
      JSONSchemaProps spec = Objects.requireNonNull(schema.getProperties().get("spec"));
      ObjectNode object = NODES.objectNode();
      object.putObject("metadata").put("name", "a").put("namespace", "n");
      object.set("spec", value(spec));
      return LENIENT.treeToValue(object, kind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode value(JSONSchemaProps schema) {
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      return schema.getEnum().getFirst();
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      return NODES.textNode("1");
    }
    return switch (schema.getType()) {
      case "object" -> object(schema);
      case "array" -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < ITEMS; i++) {
          array.add(value(schema.getItems().getSchema()));
        }
        yield array;
      }
      case "boolean" -> NODES.booleanNode(true);
      case "integer", "number" -> NODES.numberNode(1);
      case null -> NODES.objectNode();
      default -> NODES.textNode(TEXT);
    };
  }

  private static ObjectNode object(JSONSchemaProps schema) {
    ObjectNode object = NODES.objectNode();
    schema.getProperties().forEach((name, field) -> object.set(name, value(field)));
    if (schema.getAdditionalProperties() != null) {
      for (int i = 0; i < ITEMS; i++) {
        object.set(TEXT + i, value(schema.getAdditionalProperties().getSchema()));
      }
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      object.putArray("x").addObject();
    }
    return object;
  }
}
