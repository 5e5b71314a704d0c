package ai.sympozium.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads manifests as strictly as the API server: an unknown field or a wrong type fails. */
public final class Manifests {
  private static final ObjectMapper STRICT =
      YAMLMapper.builder()
          .withCoercionConfig(
              LogicalType.Textual,
              c -> {
                c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                c.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .build();

  private Manifests() {}

  /** The documents of a file, in their order. */
  public static List<JsonNode> documents(Path file) {
    try {
      return documents(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML stream, in their order. */
  public static List<JsonNode> documents(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    try (var parts = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      parts.forEachRemaining(documents::add);
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a document as one of the kinds. */
  public static CustomResource<?, ?> read(JsonNode document) {
    String kind = document.path("kind").asText();
    return switch (kind) {
      case "AgentRun" -> fill(new AgentRun(), AgentRunSpec.class, document);
      case "ChannelMessage" -> fill(new ChannelMessage(), ChannelMessageSpec.class, document);
      case "SkillPack" -> fill(new SkillPack(), SkillPackSpec.class, document);
      case "SympoziumInstance" ->
          fill(new SympoziumInstance(), SympoziumInstanceSpec.class, document);
      case "SympoziumSchedule" ->
          fill(new SympoziumSchedule(), SympoziumScheduleSpec.class, document);
      default -> throw new IllegalArgumentException("unknown kind " + kind);
    };
  }

  public static <T> T parse(String yaml, Class<T> type) {
    try {
      return STRICT.readValue(yaml, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <S, R extends CustomResource<S, ?>> R fill(
      R resource, Class<S> spec, JsonNode document) {
    document
        .fieldNames()
        .forEachRemaining(field -> {
          if (!Set.of("apiVersion", "kind", "metadata", "spec").contains(field)) {
            throw new IllegalArgumentException("unknown field " + field);
          }
        });
    if (!document.path("apiVersion").asText().equals(resource.getApiVersion())) {
      throw new IllegalArgumentException("apiVersion is not " + resource.getApiVersion());
    }
    try {
      ObjectMeta metadata = STRICT.treeToValue(document.get("metadata"), ObjectMeta.class);
      if (!metadata.getAdditionalProperties().isEmpty()) {
        throw new IllegalArgumentException(
            "unknown fields in metadata: " + metadata.getAdditionalProperties().keySet());
      }
      resource.setMetadata(metadata);
      resource.setSpec(STRICT.treeToValue(document.get("spec"), spec));
      return resource;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
