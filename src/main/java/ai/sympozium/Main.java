package ai.sympozium;

import ai.sympozium.agent.AgentMain;
import ai.sympozium.bridge.BridgeMain;
import ai.sympozium.cli.CliMain;
import ai.sympozium.executor.ExecutorMain;
import ai.sympozium.operator.OperatorMain;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/**
 * Starts the role that the first argument names. The roles of a run's pod are paid for on every
 * run, and people wait for the command line, so they start without Quarkus.
 */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    String role = args.length == 0 ? "" : args[0];
    switch (role) {
      case "operator" -> Quarkus.run(OperatorMain.class, Arrays.copyOfRange(args, 1, args.length));
      case "agent" -> System.exit(AgentMain.run());
      case "bridge" -> System.exit(BridgeMain.run());
      case "executor" -> System.exit(ExecutorMain.run());
      case "cli" -> System.exit(CliMain.run(Arrays.copyOfRange(args, 1, args.length)));
      default -> {
        System.err.println(
            "sympozium: \""
                + role
                + "\" is no role. Use one of: operator, agent, bridge, executor, cli");
        System.exit(2);
      }
    }
  }
}
