package ai.sympozium.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumInstance;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RowReaderTest {
  @Test
  void shouldShowOnlyGrantsThatAreAlive() {
    Row.RunRow row =
        run(
            """
            phase: Running
            skills:
            - {name: alive, serviceAccount: a, grantedAt: "2026-11-22T12:00:00Z"}
            - name: revoked
              serviceAccount: b
              grantedAt: "2026-11-22T12:00:00Z"
              revokedAt: "2026-11-22T12:00:01Z"
            - {name: planned, serviceAccount: c}
            - {name: texts, grantedAt: "2026-11-22T12:00:00Z"}
            """);

    assertThat(row.grants())
        .containsExactly(
            new Row.Grant("first", "alive", "a", Instant.parse("2026-11-22T12:00:00Z")));
    assertThat(row.active()).isTrue();
  }

  @Test
  void shouldShowFinalRun() {
    Row.RunRow row =
        run(
            """
            phase: Succeeded
            summary: {skills: k8s-ops, revocationDuration: 27ms}
            tokenUsage: {inputTokens: 1, outputTokens: 2, totalTokens: 3, toolCalls: 4, durationMs: 5}
            """);

    assertThat(row.active()).isFalse();
    assertThat(row.cells(Instant.parse("2026-11-22T12:05:00Z")))
        .containsExactly("first", "bot", "Succeeded", "k8s-ops", "4", "3", "27ms", "5m");
  }

  @Test
  void shouldShowRunAndInstanceWithoutStatus() {
    SympoziumInstance instance =
        Manifests.parse(
            """
            metadata: {name: bot, namespace: demo}
            spec: {agents: {default: {model: m}}, skills: [{skillPackRef: a}]}
            """,
            SympoziumInstance.class);

    assertThat(run("{}").phase()).isEqualTo("Pending");
    assertThat(RowReader.instance(instance).cells(Instant.EPOCH))
        .containsExactly("bot", "m", "a", "-", "0", "0", "-");
  }

  private static Row.RunRow run(String status) {
    return RowReader.run(
        Manifests.parse(
            """
            metadata: {name: first, namespace: demo, creationTimestamp: "2026-11-22T12:00:00Z"}
            spec: {instanceRef: bot, task: t}
            status:
              %s
            """
                .formatted(status.strip().replace("\n", "\n  ")),
            AgentRun.class));
  }
}
