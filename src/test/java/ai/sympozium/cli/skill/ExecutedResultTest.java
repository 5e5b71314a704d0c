package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.transcript.TranscriptMessage;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutedResultTest {
  private static TranscriptMessage message(int exitCode, String content) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("role", "tool").put("content", content);
    line.putObject("_meta").put("exitCode", exitCode);
    return TranscriptMessage.parse(line.toString()).getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error from server (ServiceUnavailable): the server is currently unable to handle the request (get nodes.metrics.k8s.io)",
        "STDERR:\nError from server (TooManyRequests): too many requests",
        "error: Metrics API not available"
      })
  void shouldRepeatCommandWhenServerCouldNotAnswer(String content) {
    assertThat(ExecutedResult.isUnavailable(message(1, content))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error from server (NotFound): pods \"web\" not found",
        "Error from server (Forbidden): pods is forbidden",
        "a log line: Error from server (ServiceUnavailable)"
      })
  void shouldNotRepeatCommandWhenServerAnswered(String content) {
    assertThat(ExecutedResult.isUnavailable(message(1, content))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = "Error from server (ServiceUnavailable): a log of another program")
  void shouldNotRepeatCommandWhenItSucceeded(String content) {
    assertThat(ExecutedResult.isUnavailable(message(0, content))).isFalse();
  }
}
