package ai.sympozium.operator.crd;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the chart's CustomResourceDefinitions with the generated ones; {@code
 * -Dgolden.update=true} overwrites them.
 */
class CrdTest {
  private static final Path CHART = Path.of("helm/sympozium/crds");

  private static final Pattern BOOLEAN_KEY =
      Pattern.compile("(?mi)^( *)(on|off|yes|no|y|n|true|false):");

  private static final String VARIABLES = "sympoziuminstances.spec.agents.default.env";

  private static final Set<String> ANY_CONTENT =
      Set.of(
          VARIABLES,
          "sympoziuminstances.spec.agents.default.lifecycle",
          "agentruns.spec.lifecycle",
          "agentruns.spec.task",
          "agentruns.spec.toolCall.arguments",
          "skillpacks.spec.sidecar.tools[].parameters");

  @TempDir static Path generated;

  @BeforeAll
  static void generate() throws IOException {
    new CRDGenerator()
        .customResourceClasses(
            AgentRun.class,
            ChannelMessage.class,
            SkillPack.class,
            SympoziumInstance.class,
            SympoziumSchedule.class)
        .forCRDVersions("v1")
        .withPostProcessor(new CrdPostProcessor())
        .inOutputDir(generated.toFile())
        .detailedGenerate();
    if (Boolean.getBoolean("golden.update")) {
      try (var files = Files.list(generated)) {
        for (Path file : files.toList()) {
          Files.writeString(CHART.resolve(file.getFileName()), withQuotedKeys(file));
        }
      }
    }
  }

  /** Helm and kubectl read YAML 1.1, in which these keys are booleans without quotes. */
  private static String withQuotedKeys(Path file) throws IOException {
    return BOOLEAN_KEY.matcher(Files.readString(file)).replaceAll("$1\"$2\":");
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shouldQuoteKeysThatAreBooleansWithoutQuotes(Path file) throws IOException {
    assertThat(Files.readString(file)).isEqualTo(withQuotedKeys(file));
  }

  static Stream<Path> charts() throws IOException {
    try (var files = Files.list(CHART)) {
      return files.sorted().toList().stream();
    }
  }

  @Test
  void shouldShipCrdOfEveryKind() throws IOException {
    try (var files = Files.list(generated)) {
      assertThat(charts().map(Path::getFileName))
          .containsExactlyElementsOf(files.map(Path::getFileName).sorted().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shouldShipCrdsAsGenerated(Path file) throws IOException {
    assertThat(file).hasContent(withQuotedKeys(generated.resolve(file.getFileName())));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shouldServeOneNamespacedVersionOfOwnGroup(Path file) {
    var definition = read(file);
    assertThat(definition.getSpec().getGroup()).isEqualTo("sympozium.ai");
    assertThat(definition.getSpec().getScope()).isEqualTo("Namespaced");
    assertThat(definition.getSpec().getNames().getCategories()).containsExactly("sympozium");
    assertThat(definition.getSpec().getVersions())
        .singleElement()
        .satisfies(v -> {
          assertThat(v.getName()).isEqualTo("v1alpha1");
          assertThat(v.getServed()).isTrue();
          assertThat(v.getStorage()).isTrue();
          assertThat(v.getSubresources().getStatus()).isNotNull();
        });
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shouldRequireSpecOnly(Path file) {
    var definition = read(file);
    assertThat(schema(definition).getRequired()).containsExactly("spec");
    assertThat(schema(definition).getProperties()).containsOnlyKeys("spec", "status");
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shouldDescribeEveryField(Path file) {
    var definition = read(file);
    List<String> undescribed = new ArrayList<>();
    fields(
        "",
        schema(definition),
        (path, field) -> {
          if (field.getDescription() == null || field.getDescription().isBlank()) {
            undescribed.add(path);
          }
        });
    assertThat(schema(definition).getDescription()).isNotBlank();
    assertThat(undescribed).isEmpty();
  }

  /**
   * The parameters of a tool are a JSON schema, which the webhook and the planner check. Variables
   * have two types, which a policy checks. The other fields are refused with any content.
   */
  @ParameterizedTest
  @MethodSource("charts")
  void shouldBeStructuralAndPruneUnknownFields(Path file) {
    var definition = read(file);
    String kind = definition.getSpec().getNames().getPlural();
    fields(
        "",
        schema(definition),
        (path, field) -> {
          if (!(kind + path).equals(VARIABLES)) {
            assertThat(field.getType()).as(path).isNotBlank();
          }
          assertThat(field.getXKubernetesPreserveUnknownFields())
              .as(path)
              .isEqualTo(ANY_CONTENT.contains(kind + path) ? true : null);
          assertThat(field.getXKubernetesEmbeddedResource()).as(path).isNull();
        });
  }

  @ParameterizedTest
  @MethodSource("charts")
  void shouldMergeConditionsByTypeAndRequireConventionalFields(Path file) {
    var definition = read(file);
    JSONSchemaProps conditions = property(property(schema(definition), "status"), "conditions");

    assertThat(conditions.getXKubernetesListType()).isEqualTo("map");
    assertThat(conditions.getXKubernetesListMapKeys()).containsExactly("type");
    assertThat(conditions.getItems().getSchema().getRequired())
        .containsExactlyInAnyOrder("type", "status", "lastTransitionTime", "reason", "message");
  }

  @ParameterizedTest
  @CsvSource({
    "agentruns, AgentRun, arun",
    "skillpacks, SkillPack, sp",
    "sympoziuminstances, SympoziumInstance, si"
  })
  void shouldDeclareKindPluralAndShortName(String plural, String kind, String shortName) {
    var names = read(plural).getSpec().getNames();

    assertThat(names.getKind()).isEqualTo(kind);
    assertThat(names.getPlural()).isEqualTo(plural);
    assertThat(names.getShortNames()).containsExactly(shortName);
  }

  @Test
  void shouldOrderPrinterColumns() {
    assertThat(columns("sympoziuminstances"))
        .containsExactly(
            "Model", "Skills", "Ready", "Runs", "Active", "Endpoint", "Serving", "Age");
    assertThat(columns("agentruns"))
        .containsExactly(
            "Instance",
            "Phase",
            "Skills",
            "Tools",
            "Tokens",
            "Revoked",
            "Duration",
            "Age",
            "-o wide: Pod",
            "-o wide: Error");
    assertThat(columns("skillpacks"))
        .containsExactly(
            "Category",
            "Version",
            "Skills",
            "Rules",
            "Ready",
            "Age",
            "-o wide: Image",
            "-o wide: Programs",
            "-o wide: Tools",
            "-o wide: Network",
            "-o wide: Source");
  }

  @Test
  void shouldRejectRunChangesAndLongNames() {
    assertThat(schema(read("agentruns")).getXKubernetesValidations())
        .extracting(ValidationRule::getMessage)
        .satisfiesExactlyInAnyOrder(
            message -> assertThat(message).startsWith("spec: The spec of a run is immutable"),
            message -> assertThat(message).startsWith("metadata.name: "));
    for (String kind : List.of("skillpacks", "sympoziuminstances")) {
      assertThat(schema(read(kind)).getXKubernetesValidations())
          .singleElement()
          .satisfies(rule -> assertThat(rule.getMessage()).startsWith("metadata.name: "));
    }
  }

  private static List<String> columns(String plural) {
    return version(read(plural)).getAdditionalPrinterColumns().stream()
        .map(CrdTest::column)
        .toList();
  }

  private static String column(CustomResourceColumnDefinition column) {
    boolean always = column.getPriority() == null || column.getPriority() == 0;
    return always ? column.getName() : "-o wide: " + column.getName();
  }

  private static CustomResourceDefinition read(String plural) {
    return read(CHART.resolve(plural + ".sympozium.ai-v1.yml"));
  }

  private static CustomResourceDefinition read(Path file) {
    try {
      return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CustomResourceDefinitionVersion version(CustomResourceDefinition definition) {
    return definition.getSpec().getVersions().getFirst();
  }

  private static JSONSchemaProps schema(CustomResourceDefinition definition) {
    return version(definition).getSchema().getOpenAPIV3Schema();
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return requireNonNull(schema.getProperties().get(name));
  }

  private interface FieldVisitor {
    void visit(String path, JSONSchemaProps field);
  }

  /** Every named field below a schema, also of the items of lists and the values of maps. */
  private static void fields(String path, JSONSchemaProps schema, FieldVisitor visitor) {
    if (schema.getProperties() != null) {
      for (Map.Entry<String, JSONSchemaProps> field : schema.getProperties().entrySet()) {
        visitor.visit(path + "." + field.getKey(), field.getValue());
        fields(path + "." + field.getKey(), field.getValue(), visitor);
      }
    }
    if (schema.getItems() != null) {
      fields(path + "[]", schema.getItems().getSchema(), visitor);
    }
    if (schema.getAdditionalProperties() != null) {
      fields(path + "{}", schema.getAdditionalProperties().getSchema(), visitor);
    }
  }
}
