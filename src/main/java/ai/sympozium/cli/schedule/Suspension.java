package ai.sympozium.cli.schedule;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Suspends and resumes schedules. */
final class Suspension {
  private Suspension() {}

  static int set(ConnectionOptions connection, Terminal terminal, String name, boolean suspend) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("suspend", suspend);
    try (Cluster cluster = connection.open()) {
      Schedules.patch(cluster, name, patch);
    }
    terminal
        .out()
        .printf("sympoziumschedule.sympozium.ai/%s %s%n", name, suspend ? "suspended" : "resumed");
    terminal.out().flush();
    return ExitCode.OK;
  }
}
