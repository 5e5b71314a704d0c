package ai.sympozium.operator.agentrun.status;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedResultTest {
  private static final long BOUND = 1_000_000_000_000L;

  @Test
  void shouldReadEveryFieldWhenComplete() {
    var result =
        ReportedResult.parse(
            """
            {"status": "success", "response": "all is well", "error": "",
             "metrics": {"durationMs": 2500, "inputTokens": 1800, "outputTokens": 43, "toolCalls": 2,
                         "subagentSpawns": 0}}
            """);

    assertThat(result)
        .contains(new ReportedResult(true, true, "all is well", "", 1800, 43, 2, 2500, null));
  }

  @Test
  void shouldBeCompleteWhenStatusIsError() {
    assertThat(ReportedResult.parse("{\"status\": \"error\", \"error\": \"no answer\"}"))
        .contains(new ReportedResult(true, false, "", "no answer", 0, 0, 0, 0, null));
  }

  @Test
  void shouldBeIncompleteWhenStatusIsMissing() {
    assertThat(ReportedResult.parse("{}"))
        .hasValueSatisfying(r -> assertThat(r.complete()).isFalse());
    assertThat(ReportedResult.parse("{\"status\": null}"))
        .hasValueSatisfying(r -> assertThat(r.complete()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCESS", "successful", "", "ok", "true"})
  void shouldNotSucceedWhenStatusIsNotSuccess(String status) {
    assertThat(ReportedResult.parse("{\"status\": \"" + status + "\"}"))
        .hasValueSatisfying(r -> assertThat(r.success()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "-5, 0",
    "2000000000000, 1000000000000",
    "9223372036854775807, 1000000000000",
    "-9223372036854775808, 0",
    "1e400, 1000000000000",
    "-1e400, 0",
    "12.9, 12",
    "null, 0",
    "'\"77\"', 77",
    "'\"many\"', 0",
    "[1], 0",
    "{}, 0"
  })
  void shouldClampCountWhenOutOfBounds(String claimed, long counted) {
    var result =
        ReportedResult.parse(
            "{\"status\": \"success\", \"metrics\": {\"inputTokens\": " + claimed + "}}");

    assertThat(result.orElseThrow().inputTokens()).isEqualTo(counted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18446744073709551617",
        "123456789012345678901234567890",
        "-99999999999999999999999"
      })
  void shouldClampCountWhenBeyondLong(String claimed) {
    var result = ReportedResult.parse("{\"metrics\": {\"toolCalls\": " + claimed + "}}");

    assertThat(result.orElseThrow().toolCalls()).isBetween(0L, BOUND);
  }

  static List<String> noObjects() {
    return List.of(
        "",
        " ",
        "null",
        "5",
        "\"text\"",
        "[]",
        "[{\"status\":\"success\"}]",
        "{",
        "{\"a\":}",
        "\u0000",
        "{\"status\": \"success\"",
        "<html>",
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "9".repeat(100_000),
        "{\"n\": " + "9".repeat(100_000) + "}");
  }

  @ParameterizedTest
  @MethodSource("noObjects")
  void shouldBeEmptyWhenNotAJsonObject(String text) {
    assertThat(ReportedResult.parse(text)).isEmpty();
  }

  @Test
  void shouldBeEmptyWhenNothingIsStored() {
    assertThat(ReportedResult.parse(null)).isEmpty();
    assertThat(ReportedResult.read(null, run("uid-1"))).isEmpty();
    assertThat(ReportedResult.read(owned("uid-1", Map.of()), run("uid-1"))).isEmpty();
  }

  @Test
  void shouldReadEmptyTextWhenValueIsNotText() {
    var result =
        ReportedResult.parse(
            "{\"status\": {}, \"response\": [1], \"error\": {\"a\": 1}, \"metrics\": 5}");

    assertThat(result).contains(new ReportedResult(true, false, "", "", 0, 0, 0, 0, null));
  }

  @Test
  void shouldBeEmptyWhenConfigMapIsNotOwned() {
    var data = Map.of(RunObjects.RESULT_KEY, "{\"status\": \"success\"}");

    assertThat(ReportedResult.read(owned("uid-1", data), run("uid-1"))).isPresent();
    assertThat(ReportedResult.read(owned("uid-2", data), run("uid-1"))).isEmpty();
    assertThat(
            ReportedResult.read(
                new ConfigMapBuilder().withNewMetadata().endMetadata().withData(data).build(),
                run("uid-1")))
        .isEmpty();
  }

  private static AgentRun run(String uid) {
    AgentRun run = new AgentRun();
    run.getMetadata().setUid(uid);
    return run;
  }

  private static ConfigMap owned(String uid, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .addNewOwnerReference()
        .withUid(uid)
        .endOwnerReference()
        .endMetadata()
        .withData(data)
        .build();
  }
}
