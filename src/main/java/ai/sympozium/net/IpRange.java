package ai.sympozium.net;

import java.net.InetAddress;

/**
 * Range of IP addresses in CIDR notation.
 *
 * @param network an address of the range
 * @param prefix number of leading bits that all addresses of the range share
 */
public record IpRange(InetAddress network, int prefix) {

  public IpRange {
    if (prefix < 0 || prefix > network.getAddress().length * 8) {
      throw new IllegalArgumentException("/" + prefix + " is not a prefix of " + network);
    }
  }

  /** Parses {@code address/prefix} or a single address. Fails for a host name. */
  public static IpRange parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0) {
      return of(InetAddress.ofLiteral(text));
    }
    var network = InetAddress.ofLiteral(text.substring(0, slash));
    return new IpRange(network, Integer.parseInt(text.substring(slash + 1)));
  }

  /** Returns the range of one address. */
  public static IpRange of(InetAddress address) {
    return new IpRange(address, address.getAddress().length * 8);
  }

  boolean contains(InetAddress address) {
    var own = network.getAddress();
    var other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    for (var bit = 0; bit < prefix; bit++) {
      var mask = 0x80 >> (bit % 8);
      if ((own[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
