package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decides for which schedules the run is created before the schedule is read. */
class DueStartTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          only the time decides     | suspend: false               | a | lastRunName: r                           | 2026-03-01T09:30:00Z | true
          the time has not come     | suspend: false               | a | lastRunName: r                           | 2026-03-01T10:00:00Z | false
          an earlier time has no run| suspend: false               | a | lastRunName: r                           | 2026-03-01T08:30:00Z | false
          a run is active           | concurrencyPolicy: Allow     | a | 'lastRunName: r, active: [r]'            | 2026-03-01T09:30:00Z | false
          a run is recorded         | suspend: false               | a | 'lastRunName: r, startingRun: r'         | 2026-03-01T09:30:00Z | false
          a user requests a run     | suspend: false               | b | lastRunName: r                           | 2026-03-01T09:30:00Z | false
          the spec was changed      | timeZone: Asia/Tokyo         | a | lastRunName: r                           | 2026-03-01T09:30:00Z | false
          the first run is missing  | firstTick: immediate         | a | missedTicks: 1                           | 2026-03-01T09:30:00Z | true
          the schedule is suspended | suspend: true                | a | lastRunName: r                           | 2026-03-01T09:30:00Z | false
          """)
  void shouldStartOnlyWhatTheTimeAloneDecides(
      String name, String field, String request, String status, String decided, boolean due) {
    SympoziumSchedule schedule = schedule(field, status, decided, request);
    CachedSchedules.trim(schedule);

    assertThat(DueStart.decide(schedule, NOW).isPresent()).as(name).isEqualTo(due);
  }

  private static SympoziumSchedule schedule(
      String field, String status, String decided, String request) {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumSchedule
        metadata:
          name: report
          namespace: n
          uid: 0f8fad5b-d9cb-469f-a165-70867728950e
          generation: 1
          creationTimestamp: "2026-03-01T07:00:00Z"
          annotations: {sympozium.ai/run-now: %s}
        spec: {instanceRef: bot, schedule: "@hourly", task: Report., %s}
        status: {observedGeneration: 1, observedSchedule: "@hourly UTC", lastRunNow: a, decidedUntil: "%s", %s}
        """
            .formatted(request, field, decided, status),
        SympoziumSchedule.class);
  }
}
