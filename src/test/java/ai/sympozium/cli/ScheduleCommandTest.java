package ai.sympozium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.schedule.DueTimes;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleCommandTest {
  /** The day before clocks are set forward in Berlin. */
  private static final Instant NOW = Instant.parse("2026-03-28T00:00:00Z");

  private static final String PATH =
      "/apis/sympozium.ai/v1alpha1/namespaces/demo/sympoziumschedules/report";

  private Instant now = NOW;
  private CommandLineFixture cli;
  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    cli = new CommandLineFixture(folder, () -> now);
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void shouldShowNextTimesInTheZoneOfTheSchedule() {
    store("schedule: \"30 2 * * *\"", "timeZone: Europe/Berlin");

    assertThat(cli.run("schedule", "next", "report", "-n", "3")).isEqualTo(ExitCode.OK);

    assertThat(cli.out())
        .isEqualTo(
            """
            Sat 2026-03-28 02:30:00 +01:00
            Mon 2026-03-30 02:30:00 +02:00
            Tue 2026-03-31 02:30:00 +02:00
            """);
  }

  @Test
  void shouldShowNextTimesInAnotherZoneAlsoWhenSuspended() {
    store("schedule: \"@daily\"", "timeZone: Europe/Berlin", "suspend: true");

    assertThat(cli.run("schedule", "next", "report", "-n", "1", "--zone", "UTC"))
        .isEqualTo(ExitCode.OK);

    assertThat(cli.out()).isEqualTo("Sat 2026-03-28 23:00:00 +00:00\n");
    assertThat(cli.err()).contains("suspended");
  }

  @Test
  void shouldShowTimesWithTheirJitter() {
    store("schedule: \"@hourly\"", "jitterSeconds: 600");

    assertThat(cli.run("schedule", "next", "report")).isEqualTo(ExitCode.OK);

    assertThat(cli.out().lines())
        .hasSize(5)
        .allMatch(line -> line.matches(".* \\d\\d:(0\\d:\\d\\d|10:00) \\+00:00"))
        .anyMatch(line -> !line.contains(":00:00 "));
  }

  @ParameterizedTest
  @CsvSource({
    "false, 1, 1, the run is pending",
    "false, 0, 0, the run exists",
    "true, 1, 0, times during the suspension"
  })
  void shouldShowRunOfPassedTimeWhoseJitterHasNotPassed(
      boolean suspend, int undecidedHours, int pending, String name) {
    store("schedule: \"@hourly\"", "jitterSeconds: 3600", "suspend: " + suspend);
    SympoziumSchedule schedule = stored();
    DueTimes due = DueTimes.of("@hourly", null, schedule.getMetadata().getUid(), 3600L);
    Instant time =
        Stream.iterate(NOW, hour -> hour.plus(Duration.ofHours(1)))
            .filter(hour -> due.due(hour).isAfter(hour.plusSeconds(10)))
            .findFirst()
            .orElseThrow();
    now = time.plusSeconds(10);
    schedule.setStatus(
        SympoziumScheduleStatus.empty().toBuilder()
            .decidedUntil(time.minus(Duration.ofHours(undecidedHours)).toString())
            .build());
    cli.client().resource(schedule).patchStatus();

    assertThat(cli.run("schedule", "next", "report", "-n", "2")).isEqualTo(ExitCode.OK);

    String hour = time.toString().substring(0, 13).replace('T', ' ');
    assertThat(cli.out().lines())
        .hasSize(2)
        .filteredOn(line -> line.contains(hour))
        .hasSize(pending);
  }

  @Test
  void shouldRejectInvalidArgumentsOfNext() {
    store("schedule: \"@hourly\"");

    assertThat(cli.run("schedule", "next", "report", "--zone", "Berlin")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("schedule", "next", "report", "-n", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("schedule")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldRequestRunByAnnotation() {
    store("schedule: \"@hourly\"");

    assertThat(cli.run("schedule", "run", "report")).isEqualTo(ExitCode.OK);

    assertThat(stored().getMetadata().getAnnotations())
        .containsEntry("sympozium.ai/run-now", NOW.toString());
    assertThat(cli.out())
        .contains("-l sympozium.ai/schedule-uid=" + stored().getMetadata().getUid());
  }

  @Test
  void shouldSuspendAndResume() {
    store("schedule: \"@hourly\"");

    assertThat(cli.run("schedule", "suspend", "report")).isEqualTo(ExitCode.OK);
    assertThat(stored().getSpec().isSuspended()).isTrue();
    assertThat(cli.run("schedule", "resume", "report")).isEqualTo(ExitCode.OK);

    assertThat(stored().getSpec().isSuspended()).isFalse();
    assertThat(stored().getSpec().task()).isEqualTo("Report.");
    assertThat(cli.out()).contains("report suspended", "report resumed");
  }

  @Test
  void shouldStateThatScheduleDoesNotExist() {
    assertThat(cli.run("schedule", "next", "report")).isEqualTo(ExitCode.REFUSED);
    assertThat(cli.run("schedule", "suspend", "report")).isEqualTo(ExitCode.REFUSED);
    assertThat(cli.run("schedule", "run", "report")).isEqualTo(ExitCode.REFUSED);

    assertThat(cli.err().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("\"report\" does not exist in namespace demo"));
  }

  @Test
  void shouldStateWhatTheUserMayNotChange() {
    store("schedule: \"@hourly\"");
    cli.server()
        .expect()
        .patch()
        .withPath(PATH)
        .andReturn(403, new StatusBuilder().withCode(403).withReason("Forbidden").build())
        .always();

    assertThat(cli.run("schedule", "resume", "report")).isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(cli.err()).contains("you may not patch sympoziumschedules/report in demo");
  }

  private void store(String... fields) {
    cli.client()
        .resource(
            Manifests.parse(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumSchedule
                metadata: {name: report, namespace: demo}
                spec:
                  instanceRef: bot
                  task: Report.
                  %s
                """
                    .formatted(String.join("\n  ", fields)),
                SympoziumSchedule.class))
        .create();
  }

  private SympoziumSchedule stored() {
    return cli.client()
        .resources(SympoziumSchedule.class)
        .inNamespace("demo")
        .withName("report")
        .require();
  }
}
