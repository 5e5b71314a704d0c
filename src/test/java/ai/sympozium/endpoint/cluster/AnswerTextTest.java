package ai.sympozium.endpoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTextTest {
  /**
   * Each row: the log as {@code offset:text}, {@code model} at the end of a message; the result;
   * the texts that the client gets, {@code /} between them and {@code ¶} for an empty line.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0:Two 4:pods      | Two pods  | Two /pods/",
        "                  | Two pods  | Two pods",
        "0:Two             | Two pods  | Two/ pods",
        "0:I model 0:Two   | Two       | I/¶Two/",
        "0:I model         | Two pods  | I/¶Two pods",
        "0:Tw 0:Two        | Two       | Tw/¶Two/",
        "0:Two 5:ods       | Two pods  | Two// pods",
        "0:Two 2:o 3:x     | Twox      | Two//x/",
        "0:Two 1:wox       | Twox      | Two/x/",
        "4:pods            | Two pods  | /Two pods",
        "0:I model 4:pods  | Two pods  | I//¶Two pods",
        "0:Wrong           | Two pods  | Wrong/¶Two pods",
      })
  void shouldEndWithAnswer(String log, String answer, String expected) {
    var text = new AnswerText();
    var sent = new StringBuilder();
    for (var entry : log == null ? new String[0] : log.split(" ")) {
      var colon = entry.indexOf(':');
      if (colon < 0) {
        text.endMessage();
      } else {
        var part = entry.substring(colon + 1);
        // A space cannot be part of an entry of the table.
        part = part.equals("Two") && expected.startsWith("Two /") ? "Two " : part;
        sent.append(text.part(Long.parseLong(entry.substring(0, colon)), part)).append('/');
      }
    }
    sent.append(text.finish(new EndpointRunResult(answer, StopReason.STOP, Usage.NONE, null)));

    assertThat(sent.toString().replace("\n\n", "¶")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"ERROR", "CANCELLED", "LIMIT"})
  void shouldAddNothingWhenRunFailed(StopReason reason) {
    var text = new AnswerText();
    text.part(0, "Two");

    assertThat(text.finish(EndpointRunResult.failed(reason, "failed"))).isEmpty();
  }
}
