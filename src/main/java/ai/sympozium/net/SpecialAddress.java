package ai.sympozium.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kinds of addresses that are not on the public internet, from the registries of IANA. */
enum SpecialAddress {
  UNSPECIFIED("an unspecified address", "0.0.0.0/8", "::/128"),
  LOOPBACK("a loopback address", "127.0.0.0/8", "::1/128"),
  LINK_LOCAL("a link-local address", "169.254.0.0/16", "fe80::/10"),
  MULTICAST("a multicast address", "224.0.0.0/4", "ff00::/8"),
  /** The last one is the endpoint of the platform in every virtual machine of Azure. */
  PLATFORM("an address of the cloud platform", "192.0.0.0/24", "168.63.129.16/32"),
  PRIVATE("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fec0::/10"),
  SHARED("an address shared behind NAT", "100.64.0.0/10"),
  UNIQUE_LOCAL("a unique-local address", "fc00::/7"),
  RESERVED(
      "a reserved address",
      "192.0.2.0/24",
      "192.88.99.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "240.0.0.0/4",
      "2001::/23",
      "2001:db8::/32",
      "2002::/16",
      "3fff::/20");

  /** The only range of IPv6 with public addresses. */
  private static final String GLOBAL_UNICAST = "2000::/3";

  /** A gateway translates these to the IPv4 address in the last four bytes. */
  private static final String NAT64 = "64:ff9b::/96";

  private final String description;
  // As text: a native binary cannot contain addresses of its build.
  private final List<String> ranges;

  SpecialAddress(String description, String... ranges) {
    this.description = description;
    this.ranges = List.of(ranges);
  }

  String description() {
    return description;
  }

  /** Returns whether an address is part of the machine or its link, and never of a network. */
  boolean isOfMachine() {
    return compareTo(PLATFORM) <= 0;
  }

  /** Returns the kind of an address, or null for a public one. */
  static @Nullable SpecialAddress of(InetAddress address) {
    for (var kind : values()) {
      if (kind.ranges.stream().anyMatch(range -> contains(range, address))) {
        return kind;
      }
    }
    return address instanceof Inet6Address ipv6 ? ofIpv6(ipv6) : null;
  }

  private static @Nullable SpecialAddress ofIpv6(Inet6Address address) {
    var bytes = address.getAddress();
    if (contains(NAT64, address) || isIsatap(bytes)) {
      return of(embedded(bytes));
    }
    return contains(GLOBAL_UNICAST, address) ? null : RESERVED;
  }

  private static boolean contains(String range, InetAddress address) {
    return IpRange.parse(range).contains(address);
  }

  /** ISATAP: a tunnel to the IPv4 address in the last four bytes. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
  }

  private static InetAddress embedded(byte[] bytes) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
