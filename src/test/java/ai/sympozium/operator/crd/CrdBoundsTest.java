package ai.sympozium.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that no field of the shipped CustomResourceDefinitions can have any size. */
class CrdBoundsTest {
  private static final Path CHART = Path.of("helm/sympozium/crds");
  private static final String CONVERSATION = "conversation";
  private static final Pattern BOUND_OF_TEXTS =
      Pattern.compile("\\.map\\(m, m\\.content\\.size\\(\\)\\)\\.sum\\(\\) <= (\\d+)$");

  static Stream<Path> crds() throws IOException {
    try (var files = Files.list(CHART)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("crds")
  void shouldBoundEveryStringListAndMap(Path file) throws IOException {
    List<String> unbounded = new ArrayList<>();
    collectUnbounded("", schema(file), unbounded);
    assertThat(unbounded).isEmpty();
  }

  @Test
  void shouldKeepRunsFarBelowLimitOfApiServer() throws IOException {
    JSONSchemaProps run = schema(CHART.resolve("agentruns.sympozium.ai-v1.yml"));
    long limit = 1_536 * 1024;
    JSONSchemaProps spec = Objects.requireNonNull(run.getProperties().get("spec"));
    JSONSchemaProps conversation =
        Objects.requireNonNull(spec.getProperties().remove(CONVERSATION));
    assertThat(maxCharacters(spec) + maxCharactersOfConversation(spec, conversation))
        .isLessThan(limit);
    assertThat(maxCharacters(Objects.requireNonNull(run.getProperties().get("status"))))
        .isLessThan(limit / 2);
  }

  /** A rule bounds the texts together, because one can be as long as a task. */
  private static long maxCharactersOfConversation(JSONSchemaProps spec, JSONSchemaProps list) {
    String rule =
        spec.getXKubernetesValidations().stream()
            .filter(validation -> ("." + CONVERSATION).equals(validation.getFieldPath()))
            .findFirst()
            .orElseThrow()
            .getRule();
    Matcher bound = BOUND_OF_TEXTS.matcher(rule);
    assertThat(bound.find()).as(rule).isTrue();
    return list.getMaxItems() * "assistant".length() + Long.parseLong(bound.group(1));
  }

  private static void collectUnbounded(
      String path, JSONSchemaProps schema, List<String> unbounded) {
    switch (schema.getType()) {
      // The policy sympozium-variables restricts the types and bounds the keys.
      case null -> {
        addIf(path, schema.getMaxItems(), false, unbounded);
        addIf(path, schema.getMaxProperties(), false, unbounded);
        assertThat(schema.getItems()).as(path).isNotNull();
        assertThat(schema.getAdditionalProperties()).as(path).isNotNull();
      }
      case "string" -> addIf(path, schema.getMaxLength(), enumerated(schema), unbounded);
      case "array" -> addIf(path, schema.getMaxItems(), false, unbounded);
      case "object" ->
          addIf(
              path, schema.getMaxProperties(), schema.getAdditionalProperties() == null, unbounded);
      default -> assertThat(schema.getType()).as(path).isIn("integer", "boolean", "number");
    }
    schema
        .getProperties()
        .forEach((name, field) -> collectUnbounded(path + "." + name, field, unbounded));
    if (schema.getItems() != null) {
      collectUnbounded(path + "[]", schema.getItems().getSchema(), unbounded);
    }
    if (schema.getAdditionalProperties() != null) {
      collectUnbounded(path + "{}", schema.getAdditionalProperties().getSchema(), unbounded);
      if (schema.getType() != null) {
        assertThat(schema.getXKubernetesValidations())
            .as("bound of the keys of " + path)
            .anyMatch(rule -> rule.getRule().contains("key.size() <="));
      }
    }
  }

  private static void addIf(
      String path, @Nullable Long bound, boolean needsNone, List<String> unbounded) {
    if (bound == null && !needsNone) {
      unbounded.add(path);
    }
  }

  private static boolean enumerated(JSONSchemaProps schema) {
    return schema.getEnum() != null && !schema.getEnum().isEmpty();
  }

  /** The texts of the largest valid object, without the names of its fields. */
  private static long maxCharacters(JSONSchemaProps schema) {
    return switch (schema.getType()) {
      case "string" -> schema.getMaxLength() == null ? 32 : schema.getMaxLength();
      case "array" -> schema.getMaxItems() * maxCharacters(schema.getItems().getSchema());
      case "object" ->
          schema.getAdditionalProperties() == null
              ? schema.getProperties().values().stream().mapToLong(f -> maxCharacters(f)).sum()
              : schema.getMaxProperties()
                  * (317 + maxCharacters(schema.getAdditionalProperties().getSchema()));
      default -> 20;
    };
  }

  private static JSONSchemaProps schema(Path file) throws IOException {
    return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class)
        .getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema();
  }
}
