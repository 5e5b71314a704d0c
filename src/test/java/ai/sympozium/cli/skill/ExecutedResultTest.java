package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.transcript.TranscriptMessage;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutedResultTest {
  /** Returns the result of a command in a transcript. */
  static TranscriptMessage message(int exitCode, String content) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("role", "tool").put("content", content.replace("~", "\n"));
    line.putObject("_meta").put("exitCode", exitCode);
    return TranscriptMessage.parse(line.toString()).getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | Error from server (ServiceUnavailable): unable to handle the request | true
          1 | STDERR:~Error from server (TooManyRequests): too many requests       | true
          1 | Error from server (ServerTimeout): try again later                   | true
          1 | Error from server (Timeout): the request did not complete in time    | true
          1 | error: Metrics API not available                                     | true
          1 | STDERR:~error: metrics not available yet                             | true
          1 | Error from server (NotFound): podmetrics.metrics.k8s.io "test/web" not found | true
          1 | STDERR:~Error from server (NotFound): nodemetrics.metrics.k8s.io "n" not found | true
          1 | Error from server (NotFound): pods "podmetrics.metrics.k8s.io" not found | false
          28 | curl: (28) Operation timed out after 10002 milliseconds with 0 bytes received | true
          28 | curl: (28) Connection timed out after 10002 milliseconds            | false
          1 | Error from server (NotFound): pods "web" not found                   | false
          1 | Error from server (Forbidden): pods is forbidden                     | false
          1 | a log line: Error from server (ServiceUnavailable)                   | false
          0 | Error from server (ServiceUnavailable): a log of another program     | false
          """)
  void shouldBeUnavailableOnlyWhenServerCouldNotAnswer(
      int exitCode, String content, boolean unavailable) {
    assertThat(ExecutedResult.isUnavailable(message(exitCode, content))).isEqualTo(unavailable);
  }
}
