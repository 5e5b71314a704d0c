package ai.sympozium.bench;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** A minute in UTC in which schedules are due once. */
record DueMinute(ZonedDateTime minute) {
  /** Time in which controllers settle after the creation of the schedules. */
  private static final Duration LEAD = Duration.ofSeconds(15);

  /** The creation of a schedule takes up to this time. */
  private static final Duration CREATION = Duration.ofMillis(20);

  private static final long MONTHS_UNTIL_IDLE = 6;

  /** Returns a minute for which so many schedules can be created before. */
  static DueMinute afterCreationOf(int count) {
    return new DueMinute(
        ZonedDateTime.now(ZoneOffset.UTC)
            .plus(LEAD)
            .plus(CREATION.multipliedBy(count))
            .truncatedTo(ChronoUnit.MINUTES)
            .plusMinutes(1));
  }

  /** Returns a minute that no benchmark reaches. */
  static DueMinute inMonths() {
    return new DueMinute(ZonedDateTime.now(ZoneOffset.UTC).plusMonths(MONTHS_UNTIL_IDLE));
  }

  Instant at() {
    return minute.toInstant();
  }

  /** Returns the cron expression of the minute: each schedule is due once a year. */
  String expression() {
    return "%d %d %d %d *"
        .formatted(
            minute.getMinute(), minute.getHour(), minute.getDayOfMonth(), minute.getMonthValue());
  }

  SympoziumSchedule schedule(String namespace, String name, String instance) {
    SympoziumSchedule schedule = new SympoziumSchedule();
    schedule.getMetadata().setName(name);
    schedule.getMetadata().setNamespace(namespace);
    schedule.setSpec(SympoziumScheduleSpec.of(instance, expression(), null, "measure"));
    return schedule;
  }

  CronJob cronJob(String namespace, String name) {
    return new CronJobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withSchedule(expression())
        .withTimeZone("Etc/UTC")
        .withNewJobTemplate()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withNodeSelector(Map.of("sympozium.ai/simulated", "true"))
        .addNewContainer()
        .withName("agent")
        .withImage("localhost/debian:12")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .endJobTemplate()
        .endSpec()
        .build();
  }

  /**
   * Checks that the schedules were created in time.
   *
   * @throws IllegalStateException if the minute has begun
   */
  void requireFuture() {
    if (!Instant.now().isBefore(at())) {
      throw new IllegalStateException("the schedules were created too late");
    }
  }
}
