package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how long a final run is kept for its schedule. */
class ScheduleHistoryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          names the run                   | uid: u                                    | 'status: {active: [r, s]}'                | 10:00:00 | true
          cannot be written for long      | uid: u                                    | 'status: {active: [r, s]}'                | 10:09:59 | true
          cannot be written for too long  | uid: u                                    | 'status: {active: [r, s]}'                | 10:10:00 | false
          names another run only          | uid: u                                    | 'status: {active: [s]}'                   | 10:00:00 | false
          names no run                    | uid: u                                    | 'status: {lastRunName: r}'                | 10:00:00 | false
          does not exist                  | uid: u                                    | 'kind: SympoziumSchedule'                 | 10:00:00 | false
          belongs to a deleted schedule   | deletionTimestamp: "2026-03-01T09:00:00Z" | 'status: {active: [r, s]}'                | 10:00:00 | false
          belongs to a suspended schedule | uid: u                                    | 'spec: {suspend: true}, status: {active: [r]}' | 10:00:00 | true
          """)
  void shouldKeepFinalRunWhileStatus(
      String name, String metadata, String fields, String now, boolean awaited) {
    SympoziumSchedule schedule =
        Manifests.parse(
            "{metadata: {%s}, %s}".formatted(metadata, fields), SympoziumSchedule.class);
    AgentRun run =
        Manifests.parse(
            """
            metadata: {name: r}
            spec: {instanceRef: bot, task: t}
            status: {phase: Failed, completedAt: "2026-03-01T10:00:00Z"}
            """,
            AgentRun.class);

    assertThat(ScheduleHistory.isAwaited(run, schedule, Instant.parse("2026-03-01T" + now + "Z")))
        .as(name)
        .isEqualTo(awaited);
  }
}
