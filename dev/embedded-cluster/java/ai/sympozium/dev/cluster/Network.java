package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Creates the network namespace of the cluster and connects it to the host by one pair of
 * interfaces. It has no default route, so the cluster can reach this machine only. The firewall
 * rules of the host do not change.
 */
public final class Network {
  static final Path NAMESPACE = Path.of("/run/netns", ClusterPaths.NAME);
  static final String SERVICES = "10.213.0.0/20";
  static final String PODS = "10.213.16.0/20";
  static final String API_SERVICE = "10.213.0.1";
  static final String DNS_SERVICE = "10.213.0.10";
  public static final String HOST = "10.213.255.1";
  static final String NODE = "10.213.255.2";
  static final int API_PORT = 6443;
  private static final String ALL = "10.213.0.0/16";
  private static final String OUTSIDE = "sympozium0";
  private static final String INSIDE = "uplink";

  private Network() {}

  static void create() {
    var conflict = Command.of("ip", "route", "show", "root", ALL).run().strip();
    if (!conflict.isEmpty()) {
      throw new UserFacingException(
          "the cluster needs addresses of %s, and this machine already uses them: %s. Remove that route."
              .formatted(ALL, conflict.lines().findFirst().orElseThrow()));
    }
    Command.of("sh", "-c", "test -e /proc/sys/net/bridge || modprobe br_netfilter").run();
    Command.of("ip", "netns", "add", ClusterPaths.NAME).run();
    Command.of("ip", "-batch", "-")
        .withInput(
            """
            link add %1$s type veth peer name %2$s netns %3$s
            address add %4$s/30 dev %1$s
            link set %1$s up
            """
                .formatted(OUTSIDE, INSIDE, ClusterPaths.NAME, HOST))
        .run();
    // Connections to services need a route before kube-proxy's rules apply to them.
    Command.of("ip", "-n", ClusterPaths.NAME, "-batch", "-")
        .withInput(
            """
            link set lo up
            address add %1$s/30 dev %2$s
            link set %2$s up
            route add %3$s dev %2$s src %1$s
            """
                .formatted(NODE, INSIDE, SERVICES))
        .run();
    Command.of("ip", "route", "add", ALL, "via", NODE).run();
    Command.of(
            "nsenter",
            "--net=" + NAMESPACE,
            "sysctl",
            "-qw",
            "net.ipv4.ip_forward=1",
            "net.bridge.bridge-nf-call-iptables=1",
            "net.ipv6.conf.all.disable_ipv6=1",
            "net.ipv6.conf.default.disable_ipv6=1")
        .run();
  }

  static void remove() throws IOException {
    if (Files.exists(Path.of("/sys/class/net", OUTSIDE))) {
      Command.of("ip", "link", "delete", OUTSIDE).run();
    }
    if (Files.exists(NAMESPACE)) {
      Command.of("ip", "netns", "delete", ClusterPaths.NAME).run();
    }
    // `ip netns` leaves its directory mounted onto itself and creates it again when needed.
    var folder = NAMESPACE.getParent();
    if (folder.toFile().delete()) {
      return;
    }
    if (Files.isDirectory(folder) && folder.toFile().list().length == 0) {
      Command.of("umount", folder.toString()).attempt();
      folder.toFile().delete();
    }
  }

  static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(NODE, port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
