package ai.sympozium.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private static final AddressPolicy DEFAULT = new AddressPolicy(List.of(), List.of());
  private static final int CASES = 1_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
        "169.253.1.1", "198.17.0.1", "192.167.1.1", "11.0.0.1", "223.255.255.255",
            "2606:4700::1111",
        "2a00:1450:4001::1", "64:ff9b::808:808", "2001:4860:4860::8888", "2003::1"
      })
  void shouldAllowPublicAddress(String address) {
    assertThat(DEFAULT.refusal(InetAddress.ofLiteral(address), false)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, unspecified",
    "0.1.2.3, unspecified",
    "::, unspecified",
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "::1, loopback",
    "169.254.169.254, link-local",
    "fe80::1, link-local",
    "febf::1, link-local",
    "224.0.0.251, multicast",
    "ff02::1, multicast",
    "192.0.0.192, platform",
    "168.63.129.16, platform",
    "10.0.0.1, private",
    "10.96.0.1, private",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.168.1.1, private",
    "fec0::1, private",
    "100.64.0.1, NAT",
    "100.100.100.200, NAT",
    "100.127.255.255, NAT",
    "fc00::1, unique-local",
    "fd00:ec2::254, unique-local",
    "fdff::1, unique-local",
    "192.0.2.1, reserved",
    "198.18.0.1, reserved",
    "198.51.100.1, reserved",
    "203.0.113.1, reserved",
    "240.0.0.1, reserved",
    "255.255.255.255, reserved",
    "2001:db8::1, reserved",
    "3fff::1, reserved",
    "4000::1, reserved",
    "100::1, reserved",
    // An IPv4 address within an IPv6 address.
    "::ffff:10.0.0.1, private",
    "::ffff:169.254.169.254, link-local",
    "::127.0.0.1, reserved",
    "::ffff:0:10.0.0.1, reserved",
    "64:ff9b::a00:1, private",
    "64:ff9b::7f00:1, loopback",
    "64:ff9b::a9fe:a9fe, link-local",
    "64:ff9b:1::808:808, reserved",
    "2002:a00:1::, reserved",
    "2001:0:a00:1::, reserved",
    "2606:4700::5efe:a00:1, private",
    "2606:4700::200:5efe:7f00:1, loopback"
  })
  void shouldRefuseSpecialAddress(String address, String kind) {
    assertThat(DEFAULT.refusal(InetAddress.ofLiteral(address), false)).contains(kind);
  }

  /** Every address of every special range, whatever form it is embedded in. */
  @Test
  void shouldRefuseAnyAddressOfSpecialRange() throws UnknownHostException {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    var ranges =
        List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4");
    for (var i = 0; i < CASES; i++) {
      var ipv4 = within(ranges.get(random.nextInt(ranges.size())), random);
      for (var form : forms(ipv4)) {
        assertThat(DEFAULT.refusal(form, false)).as("seed %s, %s", seed, form).isNotNull();
      }
    }
  }

  /** Outside of 2000::/3 and NAT64, IPv6 has no public addresses. */
  @Test
  void shouldRefuseAnyIpv6AddressOutsideOfGlobalUnicast() throws UnknownHostException {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    for (var i = 0; i < CASES; i++) {
      var bytes = new byte[16];
      random.nextBytes(bytes);
      if ((bytes[0] & 0xe0) == 0x20) {
        bytes[0] ^= (byte) (0x80 >> random.nextInt(3));
      }
      var address = InetAddress.getByAddress(bytes);
      assertThat(DEFAULT.refusal(address, false)).as("seed %s, %s", seed, address).isNotNull();
    }
  }

  @Test
  void shouldRefuseAddressOfClusterAlthoughItIsPublic() {
    var policy = new AddressPolicy(List.of(), List.of(IpRange.parse("34.118.224.0/20")));

    assertThat(policy.refusal(InetAddress.ofLiteral("34.118.224.1"), false))
        .isEqualTo("an address of the cluster");
    assertThat(policy.refusal(InetAddress.ofLiteral("34.118.240.1"), false)).isNull();
  }

  @Test
  void shouldAllowRangeOfAdministrator() {
    var policy = new AddressPolicy(List.of("10.1.0.0/16", "fd00:1::/32", "127.0.0.1"), List.of());

    assertThat(policy.refusal(InetAddress.ofLiteral("10.1.2.3"), false)).isNull();
    assertThat(policy.refusal(InetAddress.ofLiteral("fd00:1::5"), false)).isNull();
    assertThat(policy.refusal(InetAddress.ofLiteral("127.0.0.1"), false)).isNull();
    assertThat(policy.refusal(InetAddress.ofLiteral("127.0.0.2"), false)).isNotNull();
    assertThat(policy.refusal(InetAddress.ofLiteral("10.2.0.1"), false)).isNotNull();
  }

  @Test
  void shouldAllowNameOfAdministrator() {
    var policy = new AddressPolicy(List.of("Wiki.Example", "*.corp.example"), List.of());

    assertThat(policy.allowsName("wiki.example")).isTrue();
    assertThat(policy.allowsName("a.b.corp.example")).isTrue();
    assertThat(policy.allowsName("corp.example")).isFalse();
    assertThat(policy.allowsName("evilcorp.example")).isFalse();
    assertThat(policy.allowsName("x.wiki.example")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "fd00::1, true",
    "100.64.0.1, true",
    "127.0.0.1, false",
    "169.254.169.254, false",
    "0.0.0.0, false",
    "::1, false",
    "fe80::1, false"
  })
  void shouldNotReachMachineByNameOfAdministrator(String address, boolean allowed) {
    assertThat(DEFAULT.refusal(InetAddress.ofLiteral(address), true) == null).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes, true",
    "kubernetes.default.svc, true",
    "a.b.svc.cluster.local, true",
    "a.b.svc.corp.example, true",
    "localhost, true",
    "x.localhost, true",
    "printer.local, true",
    "metadata.google.internal, true",
    "example.com, false",
    "svc.example.com, false"
  })
  void shouldRecognizeLocalName(String name, boolean local) {
    assertThat(AddressPolicy.isLocalName(name)).isEqualTo(local);
  }

  private static List<InetAddress> forms(byte[] ipv4) throws UnknownHostException {
    return List.of(
        InetAddress.getByAddress(ipv4),
        embedded("00000000000000000000ffff", ipv4, ""),
        embedded("000000000000000000000000", ipv4, ""),
        embedded("0000000000000000ffff0000", ipv4, ""),
        embedded("0064ff9b0000000000000000", ipv4, ""),
        embedded("2002", ipv4, "00000000000000000001"),
        embedded("2a0014504001000000005efe", ipv4, ""));
  }

  private static InetAddress embedded(String before, byte[] ipv4, String after)
      throws UnknownHostException {
    var hex = before + "%08x".formatted(new BigInteger(1, ipv4)) + after;
    var bytes = new byte[16];
    for (var i = 0; i < 16; i++) {
      bytes[i] = (byte) Integer.parseInt(hex, 2 * i, 2 * i + 2, 16);
    }
    return InetAddress.getByAddress(bytes);
  }

  private static byte[] within(String range, Random random) {
    var slash = range.indexOf('/');
    var prefix = Integer.parseInt(range.substring(slash + 1));
    var network = new BigInteger(1, InetAddress.ofLiteral(range.substring(0, slash)).getAddress());
    var value = network.or(new BigInteger(32 - prefix, random)).intValue();
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }
}
