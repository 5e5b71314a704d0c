package ai.sympozium.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.LogEntry.Kind;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogEntryTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.5Z");

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldReadWhatWasWritten(Kind kind) {
    var entry =
        new LogEntry(
            7, TIME, kind, 2, "execute_command", "kubectl get pods", 1, "Timeout", 84L, "out");

    assertThat(LogEntry.read(entry.toJson())).contains(entry);
    assertThat(LogEntry.read(LogEntry.of(1, TIME, kind, 0).toJson()))
        .contains(LogEntry.of(1, TIME, kind, 0));
  }

  @Test
  void shouldReadPartOfMessageWithItsOffset() {
    var part = LogEntry.of(3, TIME, Kind.TEXT, 0).withPart(120, " two pods ");

    assertThat(LogEntry.read(part.toJson())).contains(part);
    assertThat(part.toJson().toString()).contains("\"offset\":120");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"text\"",
        "{\"seq\":0,\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"model\"}",
        "{\"seq\":1,\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"revoked\"}",
        "{\"seq\":1,\"time\":\"yesterday\",\"kind\":\"model\"}",
        "{\"seq\":1,\"time\":{},\"kind\":[\"model\"]}"
      })
  void shouldReadNothingWhenPodWritesNoEntry(String json) throws IOException {
    assertThat(LogEntry.read(JsonTrees.read(json))).isEmpty();
  }

  @Test
  void shouldOmitUnknownMembersAndWrongTypes() throws IOException {
    var json =
        """
        {"seq": 1, "time": "2026-01-01T00:00:00.5Z", "kind": "tool", "dropped": -1, "tool": 5,
         "exitCode": "0", "durationMs": -5, "text": null, "more": {"a": "b"}}
        """;

    assertThat(LogEntry.read(JsonTrees.read(json)).orElseThrow().toJson().toString())
        .isEqualTo(
            "{\"seq\":1,\"time\":\"2026-01-01T00:00:00.500Z\",\"kind\":\"tool\",\"durationMs\":0}");
  }

  @Test
  void shouldTruncateTextsWhenTheyAreLong() {
    var entry =
        LogEntry.of(1, TIME, Kind.TOOL, 0)
            .withTool("t".repeat(1_000), "s".repeat(9_000))
            .withText("first" + "€".repeat(9_000) + "last");

    assertThat(entry.toJson().toString().getBytes(UTF_8)).hasSizeLessThan(5_500);
    assertThat(entry.text()).startsWith("first").endsWith("last").contains("bytes omitted");
    assertThat(String.valueOf(entry.text()).getBytes(UTF_8))
        .hasSizeLessThanOrEqualTo(LogEntry.MAX_TEXT_BYTES);
    assertThat(entry.withText(entry.text())).isEqualTo(entry);
  }
}
