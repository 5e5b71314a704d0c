package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decides with cached schedules which ones are read. */
class CachedSchedulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T09:30:00Z");
  private static final String REPORTED =
      "observedGeneration: 1, observedSchedule: '@hourly UTC', decidedUntil: '2026-03-01T09:00:00Z',"
          + " lastRunNow: a";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing is due            | x: y                | a | , lastRunName: r         | 2026-03-01T10:00:00Z
          suspended                 | suspend: true       | a | , lastRunName: r         | now
          the spec was changed      | timeZone: Asia/Tokyo| a | , lastRunName: r         | now
          another request           | x: y                | b | , lastRunName: r         | now
          a run is active           | x: y                | a | , active: [r]            | now
          a run is recorded         | x: y                | a | , startingRun: r         | now
          the first run is missing  | firstTick: immediate| a |                          | now
          """)
  void shouldReadOnlySchedulesThatNeedWork(
      String name, String field, String request, String status, String expected) {
    var schedule =
        schedule(field, "{" + REPORTED + Objects.requireNonNullElse(status, "") + "}", request);

    CachedSchedules.trim(schedule);

    assertThat(CachedSchedules.nextWork(schedule, NOW))
        .as(name)
        .contains(expected.equals("now") ? NOW : Instant.parse(expected));
  }

  @Test
  void shouldNeverReadSuspendedSchedule() {
    var schedule =
        schedule(
            "suspend: true",
            "{observedGeneration: 1, observedSchedule: suspended, lastRunNow: a}",
            "a");

    assertThat(CachedSchedules.nextWork(schedule, NOW)).isEmpty();
  }

  @Test
  void shouldReadScheduleThatHasNoContent() {
    var schedule = schedule("x: y", "{" + REPORTED + "}", "a");
    assertThat(CachedSchedules.size(schedule)).isPositive();
    schedule.setSpec(null);
    schedule.setStatus(null);

    assertThat(CachedSchedules.nextWork(schedule, NOW)).contains(NOW);
    assertThat(CachedSchedules.size(schedule)).isZero();
  }

  private static SympoziumSchedule schedule(String field, String status, String request) {
    SympoziumSchedule schedule =
        Manifests.parse(
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: SympoziumSchedule
            metadata:
              name: report
              namespace: demo
              uid: 0f8fad5b-d9cb-469f-a165-70867728950e
              generation: 1
              creationTimestamp: "2026-03-01T08:30:10Z"
            spec:
              instanceRef: bot
              schedule: "@hourly"
              task: Report.
              %s
            status: %s
            """
                .formatted(field.equals("x: y") ? "" : field, status),
            SympoziumSchedule.class);
    schedule.getMetadata().setAnnotations(Map.of("sympozium.ai/run-now", request));
    return schedule;
  }
}
