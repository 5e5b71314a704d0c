package ai.sympozium.agent.call;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentCoercionTest {
  /** Each row: the schema of an argument, its value in the call, and the value for the tool. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"type":"boolean"}                          | "true"     | true
          {"type":"boolean"}                          | "False"    | false
          {"type":"boolean"}                          | 1          | true
          {"type":"boolean"}                          | "yes"      | "yes"
          {"type":"array","items":{"type":"string"}}  | "a"        | ["a"]
          {"type":"array","items":{"type":"string"}}  | "[\\"a\\"]"  | ["a"]
          {"type":"array","items":{"type":"integer"}} | "7"        | [7]
          {"type":"array","items":{"type":"string"}}  | ["a","b"]  | ["a","b"]
          {"type":"array","items":{"type":"string"}}  | null       | null
          """)
  void shouldConvertValueWithOneMeaning(String schema, String value, String expected)
      throws IOException {
    var tool = JsonTrees.readObject("{\"properties\":{\"a\":" + schema + "}}");

    var arguments = ArgumentCoercion.read("{\"a\":" + value + "}", tool);

    assertThat(JsonTrees.write(arguments)).isEqualTo("{\"a\":" + expected + "}");
  }
}
