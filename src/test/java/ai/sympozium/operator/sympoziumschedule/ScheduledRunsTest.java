package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.operator.agentrun.cache.StoredRunLister;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what happens to a run that a stopped operator has created and not recorded. */
class ScheduledRunsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String RUN = ModelApiServer.PREFIX + "29539320";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          instanceRef: other               | true
          task: other                      | true
          timeout: 2m                      | true
          ttlSecondsAfterFinished: 60      | true
          type: sweep                      | true
          successfulRunsHistoryLimit: 2    | false
          failedRunsHistoryLimit: 2        | false
          notify: {channel: webhook}       | false
          timeZone: Europe/Berlin          | false
          includeMemory: true              | false
          """)
  void shouldReplaceRunOfEarlierFields(String field, boolean replaced) {
    ModelApiServer server = new ModelApiServer(() -> NOW, spec(""));
    ScheduledRuns runs =
        new ScheduledRuns(server.client(() -> {}), new StoredRunLister(server.runs()));
    assertThat(runs.create(server.read(), RUN)).isEmpty();
    server.edit(spec(field));
    SympoziumSchedule edited = server.read();

    Optional<String> problem = runs.create(edited, RUN);

    assertThat(problem.isPresent()).isEqualTo(replaced);
    assertThat(server.runs().containsKey(RUN)).isNotEqualTo(replaced);
    assertThat(runs.create(edited, RUN)).isEmpty();
    assertThat(runs.create(edited, RUN)).isEmpty();
  }

  private static SympoziumScheduleSpec spec(String field) {
    String name = field.replaceAll(":.*", "");
    String others =
        Stream.of("instanceRef: bot", "schedule: '@hourly'", "task: Report.")
            .filter(line -> name.isEmpty() || !line.startsWith(name))
            .collect(Collectors.joining("\n"));
    return Manifests.parse(others + "\n" + field, SympoziumScheduleSpec.class);
  }
}
