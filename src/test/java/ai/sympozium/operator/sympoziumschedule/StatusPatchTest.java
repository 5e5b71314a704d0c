package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldContainOnlyWhatChanges() throws Exception {
    SympoziumScheduleStatus from =
        SympoziumScheduleStatus.empty().toBuilder()
            .startingRun("r-1")
            .lastRunName("r-1")
            .active(List.of("r-1"))
            .missedTicks(3L)
            .build();
    SympoziumScheduleStatus to =
        from.toBuilder().startingRun(null).active(List.of()).missedTicks(4L).build();

    assertThat(patch(from, to))
        .isEqualTo(
            JSON.readTree(
                """
                {"metadata": {"uid": "u", "resourceVersion": "7"},
                 "status": {"startingRun": null, "active": null, "missedTicks": 4}}
                """));
  }

  /** A cached schedule has no conditions. A patch that is computed from it must not remove them. */
  @Test
  void shouldKeepFieldsThatAreNotCached() throws Exception {
    SympoziumSchedule cached = schedule();
    cached.setStatus(
        SympoziumScheduleStatus.empty().toBuilder()
            .last(AgentRunPhase.FAILED, "3s")
            .nextScheduleTime("2026-01-01T00:00:00Z")
            .conditions(List.of(new ConditionBuilder().withType("Ready").build()))
            .build());
    CachedSchedules.trim(cached);

    assertThat(patch(cached.getStatus(), cached.getStatus().toBuilder().startingRun("r").build()))
        .isEqualTo(
            JSON.readTree(
                """
                {"metadata": {"uid": "u", "resourceVersion": "7"}, "status": {"startingRun": "r"}}
                """));
  }

  @Test
  void shouldWriteTheFirstStatus() throws Exception {
    assertThat(patch(null, SympoziumScheduleStatus.empty().toBuilder().startingRun("r").build()))
        .isEqualTo(
            JSON.readTree(
                """
                {"metadata": {"uid": "u", "resourceVersion": "7"}, "status": {"startingRun": "r"}}
                """));
  }

  private static Object patch(@Nullable SympoziumScheduleStatus from, SympoziumScheduleStatus to)
      throws JsonProcessingException {
    return JSON.readTree(StatusPatch.of(JSON, schedule(), from, to));
  }

  private static SympoziumSchedule schedule() {
    SympoziumSchedule schedule = new SympoziumSchedule();
    schedule.getMetadata().setUid("u");
    schedule.getMetadata().setResourceVersion("7");
    return schedule;
  }
}
