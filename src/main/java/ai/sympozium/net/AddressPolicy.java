package ai.sympozium.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses a run may fetch from: public ones, and those that an administrator
 * allows. Services of a cluster often trust every client that can reach them.
 */
public final class AddressPolicy {
  /** A name that only the resolver of a cluster or a local network knows. */
  private static final Pattern LOCAL_NAME =
      Pattern.compile("[^.]*|.*\\.(svc|svc\\..*|cluster\\.local|localhost|local|internal)");

  private final List<String> allowedNames = new ArrayList<>();
  private final List<IpRange> allowedRanges = new ArrayList<>();
  private final List<IpRange> cluster;

  /**
   * Creates a policy.
   *
   * @param allow host names, {@code *.} before a domain, addresses and ranges of addresses
   * @param cluster addresses of the cluster, which can be public ones
   */
  public AddressPolicy(List<String> allow, List<IpRange> cluster) {
    for (var entry : allow) {
      if (entry.indexOf(':') >= 0 || entry.matches("[0-9./]+")) {
        allowedRanges.add(IpRange.parse(entry));
      } else {
        allowedNames.add(entry.toLowerCase(Locale.ROOT));
      }
    }
    this.cluster = List.copyOf(cluster);
  }

  /** Returns whether an administrator allows a host by its name. */
  boolean allowsName(String host) {
    for (var name : allowedNames) {
      if (name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether an administrator allows any address itself. */
  boolean allowsAddresses() {
    return !allowedRanges.isEmpty();
  }

  /** Returns whether only a local resolver can know a name. An address is not a name. */
  static boolean isLocalName(String host) {
    return LOCAL_NAME.matcher(host).matches();
  }

  /** Returns whether an administrator allows an address itself. */
  boolean allowsAddress(InetAddress address) {
    return allowedRanges.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * Returns why an address is not allowed, or null if it is.
   *
   * @param named whether an administrator allows the host by its name; such a name does not reach
   *     the machine itself, because the owner of the name chooses the address
   */
  @Nullable String refusal(InetAddress address, boolean named) {
    if (allowsAddress(address)) {
      return null;
    }
    var special = SpecialAddress.of(address);
    if (special != null && !(named && !special.isOfMachine())) {
      return special.description();
    }
    var ofCluster = !named && cluster.stream().anyMatch(range -> range.contains(address));
    return ofCluster ? "an address of the cluster" : null;
  }
}
