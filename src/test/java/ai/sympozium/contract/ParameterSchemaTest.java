package ai.sympozium.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests schemas of packs, which can be wrong or hostile, and arguments of models. */
class ParameterSchemaTest {
  private static final String SCALE =
      """
      {"type": "object", "additionalProperties": false, "required": ["name", "replicas"],
       "properties": {"name": {"type": "string", "pattern": "^[a-z-]+$", "maxLength": 20},
         "replicas": {"type": "integer", "minimum": 0, "maximum": 9},
         "mode": {"enum": ["fast", "safe"]}}}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"object\"}",
        SCALE,
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"type\": \"object\"}",
        "{\"type\": \"object\", \"$defs\": {\"a\": {\"type\": \"string\"}},"
            + " \"properties\": {\"x\": {\"$ref\": \"#/$defs/a\"}}}",
        // A tree.
        "{\"type\": \"object\", \"properties\": {\"x\": {\"$ref\": \"#\"}}}",
        // Properties with the names of keywords.
        "{\"type\": \"object\", \"properties\": {\"pattern\": {}, \"required\": {}}}"
      })
  void shouldAcceptValidSchema(String schema) throws IOException {
    assertThat(schema(schema).problem()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"type\": \"object\"} | false",
        "{\"type\": \"object\", \"properties\": {\"pattern\": {\"type\": \"string\"}}} | false",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}} | true",
        "{\"type\": \"object\", \"$defs\": {\"b\": [{\"pattern\": \"a\"}]}} | true",
        "{\"type\": \"object\", \"patternProperties\": {\"^(a+)+$\": {}}} | true",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"items\": {\"$ref\": \"#\"}}}} | true",
        "{\"type\": \"object\", \"anyOf\": [{\"$dynamicRef\": \"#\"}]} | true"
      })
  void shouldFindWhatCanTakeLong(String schema, boolean expected) throws IOException {
    assertThat(schema(schema).canTakeLong()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[] | .type: must be object.",
        "{} | .type: must be object.",
        "{\"type\": [\"object\"]} | .type: must be object.",
        "{\"type\": \"object\", \"properties\": []} | .properties: is not a JSON schema: Value is",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"text\"}}} | .properties.a.type: is not a",
        "{\"type\": \"object\", \"properties\": {\"a b\": {}}} | .properties: \"a b\" is not a name that",
        "{\"type\": \"object\", \"required\": \"a\"} | .required: is not a JSON schema: Value is",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"(\"}}} | .properties.a.pattern: is not a",
        "{\"type\": \"object\", \"patternProperties\": {\"[\": {}}} | .patternProperties: \"[\" is not a regular",
        "{\"type\": \"object\", \"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}} | .$defs.a.$ref: refers to itself.",
        "{\"type\": \"object\", \"$id\": \"https://x.example/\"} | .$id: is not supported.",
        "{\"type\": \"object\", \"$schema\": \"https://x.example/\"} | : is not a usable JSON schema"
      })
  void shouldNameProblemOfSchema(String schema, String problem) throws IOException {
    assertThat(schema(schema).problem()).startsWith(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://x.example/s.json", "file:///etc/passwd", "#/$defs/absent", "other", "#a"})
  void shouldRejectReferenceToOtherSchema(String reference) throws IOException {
    var schema = schema("{\"type\": \"object\", \"allOf\": [{\"$ref\": \"" + reference + "\"}]}");

    assertThat(schema.problem()).startsWith(".allOf[0].$ref: must name a part of this schema.");
  }

  @Test
  void shouldRejectSchemaThatIsDeepOrLong() throws IOException {
    var nested = "{\"type\": \"object\", \"not\": ".repeat(40) + "{}" + "}".repeat(40);
    var length = "{\"type\": \"object\", \"title\": \"" + "x".repeat(17_000) + "\"}";

    assertThat(schema(nested).problem()).contains(".not.type: is nested more than 32 levels deep.");
    assertThat(schema(length).problem()).startsWith(": is longer than 16 KiB.");
  }

  /** The check of a schema does not find every reference to itself. */
  @Test
  void shouldReportSchemaWhoseEvaluationDoesNotEnd() throws IOException {
    var endless =
        schema(
            "{\"type\": \"object\", \"$defs\": {\"a\": {\"allOf\": [{\"$ref\": \"#/$defs/a\"}]}},"
                + " \"properties\": {\"x\": {\"$ref\": \"#/$defs/a\"}}}");

    assertThat(endless.problems(JsonTrees.object().put("x", 1)))
        .singleElement()
        .asString()
        .startsWith("the schema of the tool cannot be used");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"name\": \"web\", \"replicas\": 3} | ''",
        "{\"name\": \"web\"} | Object does not have some of the required properties [[replicas]]",
        "{\"name\": \"web\", \"replicas\": 10} | replicas: 10 is greater than 9",
        "{\"name\": \"web\", \"replicas\": \"many\"} | replicas: Value is [string] but should be [integer]",
        "{\"name\": \"W\", \"replicas\": 1} | name: \"W\" does not match regular expression [^[a-z-]+$]",
        "{\"name\": \"web\", \"replicas\": 1, \"force\": true} | force: is not a parameter",
        "{\"name\": \"web\", \"replicas\": 1, \"mode\": \"no\"} | mode: Expected any of [[fast, safe]]"
      })
  void shouldCheckArguments(String arguments, String problem) throws IOException {
    var expected = problem.equals("''") ? List.<String>of() : List.of(problem);

    assertThat(schema(SCALE).problems(JsonTrees.readObject(arguments))).isEqualTo(expected);
  }

  @Test
  void shouldLimitNumberOfProblems() throws IOException {
    var arguments = JsonTrees.object();
    for (var i = 0; i < 100; i++) {
      arguments.put("unknown" + i, "x");
    }

    assertThat(schema(SCALE).problems(arguments)).hasSize(5);
  }

  private static ParameterSchema schema(String json) throws IOException {
    return new ParameterSchema(JsonTrees.read(json));
  }
}
