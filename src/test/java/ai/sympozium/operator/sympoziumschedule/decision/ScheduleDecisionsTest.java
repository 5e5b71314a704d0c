package ai.sympozium.operator.sympoziumschedule.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleDecisionsTest {
  private static final String UID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final Instant CREATED = Instant.parse("2026-03-01T08:30:10Z");

  /** Each row: fields of the spec, number of active runs, the present, and the decision. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          schedule: '* * *'                                              | 0 | 10:00:00 | Wait - InvalidSchedule
          schedule: '@hourly', timeZone: Berlin                          | 0 | 10:00:00 | Wait - InvalidSchedule
          schedule: '@hourly', suspend: true                             | 0 | 10:00:00 | Wait - Suspended
          schedule: '@hourly', startingDeadlineSeconds: 10               | 0 | 10:00:11 | Miss 10:00 2
          schedule: '@hourly', startingDeadlineSeconds: 10               | 1 | 10:00:11 | Miss 10:00 2
          schedule: '@hourly'                                            | 1 | 10:00:00 | Wait 11:00 WaitingForRun
          schedule: '@hourly', startingDeadlineSeconds: 60               | 1 | 10:00:00 | Wait 10:01 WaitingForRun
          schedule: '@hourly', concurrencyPolicy: Allow                  | 50| 10:00:00 | Wait 11:00 WaitingForRun
          schedule: '@hourly', concurrencyPolicy: Allow                  | 49| 10:00:00 | Start 10:00 1
          schedule: '@hourly', concurrencyPolicy: Replace                | 1 | 10:00:00 | Replace
          schedule: '@hourly'                                            | 0 | 08:30:10 | Wait 09:00 Scheduled
          schedule: '@hourly'                                            | 0 | 08:59:59 | Wait 09:00 Scheduled
          schedule: '@hourly'                                            | 0 | 09:00:00 | Start 09:00 0
          schedule: '@hourly'                                            | 0 | 12:34:56 | Start 12:00 3
          schedule: '@hourly', startingDeadlineSeconds: 10               | 0 | 10:00:10 | Start 10:00 1
          schedule: '@hourly', firstTick: immediate                      | 0 | 08:30:11 | Start first 0
          schedule: '@hourly'                                            | 0 | 07:00:00 | Wait 09:00 Scheduled
          """)
  void shouldDecide(String fields, int active, String now, String expected) {
    ScheduleDecision decision =
        ScheduleDecisions.decide(
            observed(fields, null, active, SympoziumScheduleStatus.empty()),
            Instant.parse("2026-03-01T" + now + "Z"));

    assertThat(describe(decision)).isEqualTo(expected);
  }

  /** Each row: fields of the spec, suffix of the recorded run, the present, and the decision. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          schedule: '@hourly'                                | 29539260 | 09:00:00 | Create 09:00:02
          schedule: '@hourly'                                | 29539260 | 09:00:30 | Create 09:00:45
          schedule: '@hourly'                                | 29539260 | 09:30:00 | Create 09:35:00
          schedule: '@hourly'                                | 29539260 | 09:59:00 | Create 10:00:00
          schedule: '@hourly'                                | 29539260 | 10:00:00 | Abandon 1
          schedule: '@hourly'                                | 29539260 | 08:59:00 | Wait 09:00 Scheduled
          schedule: '@hourly', startingDeadlineSeconds: 60   | 29539260 | 09:00:40 | Create 09:00:59
          schedule: '@hourly', startingDeadlineSeconds: 60   | 29539260 | 09:01:00 | Create 09:01:30
          schedule: '@hourly', startingDeadlineSeconds: 60   | 29539260 | 09:01:01 | Abandon 1
          schedule: '* * *'                                  | 29539260 | 09:00:00 | Abandon 0
          schedule: '@hourly', firstTick: immediate          | first    | 08:30:20 | Create 08:30:25
          schedule: '@hourly', firstTick: immediate          | first    | 09:00:00 | Abandon 1
          schedule: '@hourly'                                | now-0    | 09:00:00 | Abandon 0
          """)
  void shouldRepeatCreationOfRecordedRun(
      String fields, String suffix, String now, String expected) {
    var builder = empty().toBuilder().startingRun("bot-0f8fad5b-" + suffix);
    if (suffix.matches("\\d+")) {
      builder.decidedUntil(RunSlot.timeOf("bot-0f8fad5b-" + suffix).orElseThrow().toString());
    }

    ScheduleDecision decision =
        ScheduleDecisions.decide(
            observed(fields, null, 0, builder.build()), Instant.parse("2026-03-01T" + now + "Z"));

    assertThat(describe(decision)).isEqualTo(expected);
  }

  @Test
  void shouldAbandonRecordedRunOfEarlierExpression() {
    var status =
        empty().toBuilder()
            .startingRun("bot-0f8fad5b-29539260")
            .decidedUntil("2026-03-01T09:00:00Z")
            .observed(1L, "0 * * * * UTC")
            .build();
    Instant now = Instant.parse("2026-03-01T09:00:20Z");

    var begun = ScheduleProgress.begin(observed("schedule: '@daily'", null, 0, status), 1, now);

    assertThat(
            describe(ScheduleDecisions.decide(observed("schedule: '@daily'", null, 0, begun), now)))
        .isEqualTo("Abandon 0");
  }

  @Test
  void shouldReportFieldWithoutEffectUntilItIsRemoved() {
    String fields = "schedule: '@daily'";
    var with = observed(fields + ", includeMemory: true", null, 0, empty());

    var reported = ScheduleProgress.begin(with, 1, CREATED);
    var removed = ScheduleProgress.begin(observed(fields, null, 0, reported), 2, CREATED);

    assertThat(reported.conditions())
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.getType()).isEqualTo("FieldsInEffect");
          assertThat(condition.getMessage()).startsWith("spec.includeMemory: ");
        });
    assertThat(removed.conditions()).isEmpty();
  }

  @Test
  void shouldStartRequestedRunOnceAlsoWhenSuspended() {
    String fields = "schedule: '@hourly', suspend: true";
    var first = observed(fields, "now", 0, SympoziumScheduleStatus.empty());
    var start = (ScheduleDecision.Start) ScheduleDecisions.decide(first, CREATED);

    var status = ScheduleProgress.started(ScheduleProgress.starting(first.status(), start, "run"));
    var next = ScheduleDecisions.decide(observed(fields, "now", 0, status), CREATED);

    assertThat(describe(next)).isEqualTo("Wait - Suspended");
    assertThat(status.lastScheduleTime()).isNull();
  }

  /** The schema of the status allows 253 characters. An annotation can be longer. */
  @ParameterizedTest
  @ValueSource(ints = {1, 253, 254, 100_000})
  void shouldStartRequestedRunOnceForValueOfAnyLength(int length) {
    String fields = "schedule: '@hourly'";
    String request = "x".repeat(length);
    var first = observed(fields, request, 0, empty());
    var start = (ScheduleDecision.Start) ScheduleDecisions.decide(first, CREATED);

    var status = ScheduleProgress.started(ScheduleProgress.starting(first.status(), start, "run"));

    assertThat(status.lastRunNow()).hasSizeBetween(1, 253);
    assertThat(describe(ScheduleDecisions.decide(observed(fields, request, 0, status), CREATED)))
        .isEqualTo("Wait 09:00 Scheduled");
    assertThat(
            describe(ScheduleDecisions.decide(observed(fields, request + "y", 0, status), CREATED)))
        .startsWith("Start now-");
  }

  @Test
  void shouldAbandonRequestedRunForDueTimeOnlyWhenItWasRejected() {
    String fields = "schedule: '@hourly'";
    Instant nine = Instant.parse("2026-03-01T09:00:00Z");
    var recorded =
        empty().toBuilder().startingRun("bot-0f8fad5b-now-01234567").lastRunNow("a").build();
    var rejected = ScheduleProgress.rejected(recorded, "a quota", 1, nine);

    assertThat(describe(ScheduleDecisions.decide(observed(fields, "a", 0, recorded), nine)))
        .isEqualTo("Create 09:00:30");
    assertThat(describe(ScheduleDecisions.decide(observed(fields, "a", 0, rejected), nine)))
        .isEqualTo("Abandon 1");
  }

  @Test
  void shouldDelayTimesByTheSameJitterAlways() {
    var observed = observed("schedule: '@hourly', jitterSeconds: 3600", null, 0, empty());
    var times = observed.dueTimes();
    Instant nine = Instant.parse("2026-03-01T09:00:00Z");

    assertThat(times.due(nine)).isBetween(nine, nine.plusSeconds(3599)).isEqualTo(times.due(nine));
    assertThat(ScheduleDecisions.decide(observed, times.due(nine).minusMillis(1)))
        .isInstanceOf(ScheduleDecision.Wait.class);
    assertThat(ScheduleDecisions.decide(observed, times.due(nine)))
        .isInstanceOf(ScheduleDecision.Start.class);
  }

  private static SympoziumScheduleStatus empty() {
    return SympoziumScheduleStatus.empty();
  }

  private static ObservedSchedule observed(
      String fields, @Nullable String request, int active, SympoziumScheduleStatus status) {
    return new ObservedSchedule(
        UID,
        CREATED,
        Serialization.unmarshal(
            "instanceRef: bot\ntask: t\n" + fields.replace(", ", "\n"),
            SympoziumScheduleSpec.class),
        request,
        status,
        Collections.nCopies(active, "run"));
  }

  private static String describe(ScheduleDecision decision) {
    return switch (decision) {
      case ScheduleDecision.Start start ->
          "Start "
              + (start.slot().suffix().matches("\\d+")
                  ? time(start.slot().time())
                  : start.slot().suffix())
              + " "
              + start.missed();
      case ScheduleDecision.Create create -> "Create " + second(create.retryAt());
      case ScheduleDecision.Abandon abandon -> "Abandon " + abandon.missed();
      case ScheduleDecision.Replace replace -> "Replace";
      case ScheduleDecision.Miss miss -> "Miss " + time(miss.time()) + " " + miss.missed();
      case ScheduleDecision.Wait wait -> "Wait " + time(wait.until()) + " " + wait.reason().value();
    };
  }

  private static String second(Instant time) {
    return time.toString().substring(11, 19);
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "-" : time.toString().substring(11, 16);
  }
}
