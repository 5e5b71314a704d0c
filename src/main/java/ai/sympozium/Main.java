package ai.sympozium;

import ai.sympozium.agent.AgentMain;
import ai.sympozium.bridge.BridgeMain;
import ai.sympozium.channel.ChannelMain;
import ai.sympozium.cli.CliMain;
import ai.sympozium.endpoint.EndpointMain;
import ai.sympozium.executor.ExecutorMain;
import ai.sympozium.net.AuthoritiesMain;
import ai.sympozium.operator.OperatorMain;
import ai.sympozium.uninstall.UninstallMain;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/**
 * Starts the role that the first argument names. Only the operator starts Quarkus: every run waits
 * for the roles of its pod, and users wait for the command line.
 */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    String role = args.length == 0 ? "" : args[0];
    if (!role.equals("operator") && isNativeImage()) {
      NativeRoleLogging.disable();
    }
    switch (role) {
      case "operator" -> Quarkus.run(OperatorMain.class, Arrays.copyOfRange(args, 1, args.length));
      case "agent" -> System.exit(AgentMain.run());
      case "authorities" -> System.exit(AuthoritiesMain.run());
      case "bridge" -> System.exit(BridgeMain.run());
      case "channel" -> System.exit(ChannelMain.run());
      case "executor" -> System.exit(ExecutorMain.run());
      case "uninstall" -> System.exit(UninstallMain.run());
      case "web-endpoint" -> System.exit(EndpointMain.run());
      case "cli" -> System.exit(CliMain.run(Arrays.copyOfRange(args, 1, args.length)));
      default -> {
        System.err.println(
            "sympozium: \""
                + role
                + "\" is not a role. Use one of: operator, agent, authorities, bridge, channel, executor,"
                + " uninstall, web-endpoint, cli");
        System.exit(2);
      }
    }
  }

  /** Reads the property itself: {@code ImageMode} is not on the class path of a pod's roles. */
  private static boolean isNativeImage() {
    return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
  }
}
