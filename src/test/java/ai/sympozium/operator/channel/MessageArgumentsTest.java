package ai.sympozium.operator.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageArgumentsTest {
  private static ChannelMessageSpec read(String json) throws IOException {
    return MessageArguments.read("bot", JsonTrees.readObject(json.getBytes(UTF_8)));
  }

  @Test
  void shouldReadMessage() throws IOException {
    assertThat(read("{\"channel\": \"webhook\", \"text\": \"hello\", \"chatId\": \"ops\"}"))
        .isEqualTo(new ChannelMessageSpec("bot", "webhook", "ops", null, "hello"));
  }

  @Test
  void shouldAcceptLongestTextAndRejectLongerOne() throws IOException {
    String longest = "ä".repeat(ChannelMessageSpec.MAX_TEXT);

    assertThat(read("{\"channel\": \"webhook\", \"text\": \"" + longest + "\"}").text())
        .isEqualTo(longest);
    assertThatThrownBy(() -> read("{\"channel\": \"webhook\", \"text\": \"" + longest + "x\"}"))
        .isInstanceOf(ToolRequestException.class)
        .hasMessage("text: has 16385 characters, at most 16384 are allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"text\": \"t\"}', channel: is missing",
    "'{\"channel\": \"webhook\"}', text: is missing",
    "'{\"channel\": \"webhook\", \"text\": \"\"}', text: is missing",
    "'{\"channel\": \"webhook\", \"text\": [\"t\"]}', text: must be a string",
    "'{\"channel\": \"webhook\", \"text\": \"t\", \"chatId\": 7}', chatId: must be a string"
  })
  void shouldNameInvalidArgument(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ToolRequestException.class, e -> assertThat(e.code()).isEqualTo("InvalidArguments"))
        .hasMessage(message);
  }
}
