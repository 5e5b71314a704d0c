package ai.sympozium.channel;

import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.net.AddressPolicy;
import ai.sympozium.net.ClusterAddresses;
import ai.sympozium.net.Connector;
import ai.sympozium.net.ProxyRules;
import ai.sympozium.net.TrustedSockets;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Entry point of the role {@code channel}. */
public final class ChannelMain {
  private static final String HINT =
      "An administrator can allow the host in channels.webhook.allow.";

  private ChannelMain() {}

  /**
   * Delivers messages until the container is stopped.
   *
   * @return exit code
   */
  public static int run() {
    var environment = System.getenv();
    var gateway = environment.get(PodContract.ENV_GATEWAY);
    if (gateway == null) {
      System.err.println("channel: " + PodContract.ENV_GATEWAY + " is not set");
      return 1;
    }
    try {
      var client = new GatewayClient(URI.create(gateway), Path.of(PodContract.IDENTITY_PATH));
      var settings = new WebhookSettings(Path.of(ConnectorContract.SETTINGS_PATH));
      new DeliveryLoop(client, new WebhookSender(connector(environment), settings)).run();
    } catch (IllegalArgumentException e) {
      System.err.println("channel: cannot run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static Connector connector(Map<String, String> environment) {
    var cluster = ClusterAddresses.find(environment, Path.of("/etc/resolv.conf"));
    return new Connector(
        new AddressPolicy(allowed(environment), cluster),
        InetAddress::getAllByName,
        new TrustedSockets(environment.getOrDefault(PodContract.ENV_TRUSTED_CA, "")),
        ProxyRules.of(environment),
        HINT);
  }

  private static List<String> allowed(Map<String, String> environment) {
    return Arrays.stream(
            environment.getOrDefault(ConnectorContract.ENV_WEBHOOK_ALLOW, "").split(",", -1))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }
}
