package ai.sympozium.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the addresses of the cluster that a pod can know: the API server, the name servers and the
 * networks of the pod. Most are private anyway, but a cluster can also use public ranges.
 */
public final class ClusterAddresses {
  private static final String API_SERVER = "KUBERNETES_SERVICE_HOST";

  /** A network with a shorter prefix is not the network of a pod. */
  private static final int MIN_PREFIX = 8;

  private ClusterAddresses() {}

  /**
   * Finds the addresses.
   *
   * @param resolverConfiguration {@code /etc/resolv.conf}
   */
  public static List<IpRange> find(Map<String, String> environment, Path resolverConfiguration) {
    var ranges = new ArrayList<IpRange>();
    var apiServer = environment.get(API_SERVER);
    if (apiServer != null) {
      addLiteral(ranges, apiServer);
    }
    try {
      for (var line : Files.readAllLines(resolverConfiguration)) {
        var words = line.strip().split("\\s+", -1);
        if (words.length > 1 && words[0].equals("nameserver")) {
          addLiteral(ranges, words[1]);
        }
      }
      NetworkInterface.networkInterfaces()
          .flatMap(network -> network.getInterfaceAddresses().stream())
          .forEach(own -> ranges.add(network(own)));
    } catch (IOException e) {
      // A cluster with private addresses needs none of them.
    }
    return ranges;
  }

  private static IpRange network(InterfaceAddress own) {
    var prefix = own.getNetworkPrefixLength();
    return prefix < MIN_PREFIX
        ? IpRange.of(own.getAddress())
        : new IpRange(own.getAddress(), prefix);
  }

  private static void addLiteral(List<IpRange> ranges, String address) {
    try {
      ranges.add(IpRange.of(InetAddress.ofLiteral(address)));
    } catch (IllegalArgumentException e) {
      // Not an address.
    }
  }
}
