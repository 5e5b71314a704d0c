package ai.sympozium.operator.sympoziumschedule.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumScheduleStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnrecordedRunsTest {
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

  private static String run(Instant time) {
    return "bot-0f8fad5b-" + time.getEpochSecond() / 60;
  }

  private static SympoziumScheduleStatus decidedUntil(Instant time, String... active) {
    return SympoziumScheduleStatus.empty().toBuilder()
        .decidedUntil(time.toString())
        .active(List.of(active))
        .build();
  }

  @Test
  void shouldReturnRunWhoseTimeIsDecidedWithoutIt() {
    assertThat(UnrecordedRuns.of(decidedUntil(TIME), List.of(run(TIME))))
        .containsExactly(run(TIME));
  }

  @Test
  void shouldKeepRunThatIsRecorded() {
    assertThat(UnrecordedRuns.of(decidedUntil(TIME, run(TIME)), List.of(run(TIME)))).isEmpty();
  }

  /** Another process can still record it. */
  @Test
  void shouldKeepRunWhoseTimeIsNotDecided() {
    assertThat(UnrecordedRuns.of(decidedUntil(TIME), List.of(run(TIME.plusSeconds(60))))).isEmpty();
    assertThat(UnrecordedRuns.of(SympoziumScheduleStatus.empty(), List.of(run(TIME)))).isEmpty();
  }

  /** Such runs are recorded before they are created. */
  @Test
  void shouldKeepFirstAndRequestedRuns() {
    List<String> runs = List.of("bot-0f8fad5b-first", "bot-0f8fad5b-now-0f8fad5b", "mine");

    assertThat(UnrecordedRuns.of(decidedUntil(TIME), runs)).isEmpty();
  }
}
