package ai.sympozium.cli.schedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.schedule.DueTimes;
import ai.sympozium.schedule.InvalidScheduleException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code schedule next NAME}. */
@RegisterForReflection
@Command(
    name = "next",
    description = {
      "Show when the next runs of a schedule are due, computed with its expression and time zone.",
      ""
    })
final class ScheduleNextCommand implements Callable<Integer> {
  private static final int MAX_COUNT = 1000;
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "NAME", description = "Name of the SympoziumSchedule.")
  private String name = "";

  @Option(
      names = "--count",
      paramLabel = "COUNT",
      description = "Number of times. Default: 5. The namespace is --namespace here.")
  private int count = 5;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Time zone in which the times are shown, for example Europe/Berlin. Default: the one of"
              + " the schedule.")
  private @Nullable String zone;

  ScheduleNextCommand(ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    this.connection = connection;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (count < 1 || count > MAX_COUNT) {
      throw new CommandException(
          ExitCode.USAGE, "schedule next: -n must be from 1 to " + MAX_COUNT);
    }
    try (Cluster cluster = connection.open()) {
      SympoziumSchedule schedule = Schedules.require(cluster, name);
      SympoziumScheduleSpec spec = schedule.getSpec();
      ZoneId shown = zone(Objects.requireNonNullElse(zone, zoneOf(spec)));
      if (spec.isSuspended()) {
        terminal.err().println("The schedule is suspended. Without spec.suspend its times are:");
      }
      times(schedule).forEach(time -> terminal.out().println(FORMAT.format(time.atZone(shown))));
      terminal.out().flush();
      return ExitCode.OK;
    }
  }

  private List<Instant> times(SympoziumSchedule schedule) {
    SympoziumScheduleSpec spec = schedule.getSpec();
    try {
      DueTimes due =
          DueTimes.of(
              spec.schedule(),
              spec.timeZone(),
              schedule.getMetadata().getUid(),
              spec.jitterSeconds());
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      return due.nextDue(decidedUntil(schedule, now), now, count);
    } catch (InvalidScheduleException e) {
      throw new CommandException(ExitCode.REFUSED, "spec." + e.field() + ": " + e.getMessage());
    }
  }

  /** Times until this one have a run, are missed, or were before the schedule. */
  private static Instant decidedUntil(SympoziumSchedule schedule, Instant now) {
    SympoziumScheduleStatus status = schedule.getStatus();
    if (schedule.getSpec().isSuspended() || status == null || status.decidedUntil() == null) {
      return now;
    }
    return Instant.parse(status.decidedUntil());
  }

  private static String zoneOf(SympoziumScheduleSpec spec) {
    return Objects.requireNonNullElse(spec.timeZone(), "UTC");
  }

  private static ZoneId zone(String name) {
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw new CommandException(
          ExitCode.USAGE,
          "schedule next: \"" + name + "\" is not a time zone. Use for example Europe/Berlin");
    }
    return ZoneId.of(name);
  }
}
