package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"\"",
        "{\"a\":[1,-2,1.5,true,false,null,\"\\u0000\\n\\\"ü🐳\"],\"b\":{\"c\":{}}}",
        "[9223372036854775807,92233720368547758070]"
      })
  void shouldWriteWhatItReads(String json) throws IOException {
    assertThat(JsonTrees.write(JsonTrees.read(json))).isEqualTo(json);
    assertThat(JsonTrees.writeBytes(JsonTrees.read(json.getBytes(UTF_8))))
        .isEqualTo(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":}",
        "\"x",
        "{} {}",
        "nul",
        "[1 2]"
      })
  void shouldRejectInputUnlessItIsOneValue(String json) {
    assertThatThrownBy(() -> JsonTrees.read(json)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> JsonTrees.read(json.getBytes(UTF_8))).isInstanceOf(IOException.class);
  }

  @Test
  void shouldRejectDeepNesting() {
    var json = "[".repeat(100_000) + "]".repeat(100_000);

    assertThatThrownBy(() -> JsonTrees.read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void shouldRejectBytesWhenTheyAreNotUtf8() {
    assertThatThrownBy(() -> JsonTrees.read(new byte[] {'"', (byte) 0xff, '"'}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldReplaceUnpairedSurrogates() throws IOException {
    var node = JsonTrees.read("\"a\\ud800b\"");

    assertThat(new String(JsonTrees.writeBytes(node), UTF_8)).isEqualTo("\"a?b\"");
  }

  @Test
  void shouldNameFieldWhenTypeIsWrong() throws IOException {
    var json =
        JsonTrees.readObject(
            "{\"text\": 1, \"number\": 1.5, \"list\": {}, \"list2\": [1], \"flag\": 1}");

    assertThatThrownBy(() -> JsonTrees.text(json, "text")).hasMessage("\"text\" must be a string");
    assertThatThrownBy(() -> JsonTrees.requiredText(json, "none"))
        .hasMessage("\"none\" is missing");
    assertThatThrownBy(() -> JsonTrees.number(json, "number", 0))
        .hasMessage("\"number\" must be a whole number");
    assertThatThrownBy(() -> JsonTrees.texts(json, "list")).hasMessage("\"list\" must be an array");
    assertThatThrownBy(() -> JsonTrees.texts(json, "list2"))
        .hasMessage("\"list2\" must contain strings only");
    assertThatThrownBy(() -> JsonTrees.flag(json, "flag"))
        .hasMessage("\"flag\" must be true or false");
    assertThatThrownBy(() -> JsonTrees.readObject("[]")).hasMessage("a JSON object is expected");
  }
}
