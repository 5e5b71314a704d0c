package ai.sympozium.cli.schedule;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code schedule run NAME}. */
@RegisterForReflection
@Command(
    name = "run",
    description = {
      "Request a run of a schedule at once, also when it is suspended. The times of the schedule do"
          + " not change.",
      ""
    })
final class ScheduleRunCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "NAME", description = "Name of the SympoziumSchedule.")
  private String name = "";

  ScheduleRunCommand(ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    this.connection = connection;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .putObject("annotations")
        .put(SympoziumLabels.ANNOTATION_RUN_NOW, clock.instant().toString());
    try (Cluster cluster = connection.open()) {
      SympoziumSchedule schedule = Schedules.patch(cluster, name, patch);
      terminal
          .out()
          .printf(
              "sympoziumschedule.sympozium.ai/%s: run requested. Show its runs: kubectl get"
                  + " agentruns -n %s -l %s=%s%n",
              name,
              cluster.namespace(),
              SympoziumLabels.LABEL_SCHEDULE_UID,
              schedule.getMetadata().getUid());
      terminal.out().flush();
      return ExitCode.OK;
    }
  }
}
