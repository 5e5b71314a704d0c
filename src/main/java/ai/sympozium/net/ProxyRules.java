package ai.sympozium.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests go through the proxy that an administrator has configured.
 *
 * @param http proxy of requests by http
 * @param https proxy of requests by https
 * @param direct hosts without a proxy: names, which include the names below them, addresses and
 *     ranges of addresses, each also with a port
 */
public record ProxyRules(
    @Nullable InetSocketAddress http, @Nullable InetSocketAddress https, List<String> direct) {
  /** Rules without a proxy. */
  public static final ProxyRules NONE = new ProxyRules(null, null, List.of());

  private static final String HTTP = "SYMPOZIUM_HTTP_PROXY";
  private static final String HTTPS = "SYMPOZIUM_HTTPS_PROXY";
  private static final String DIRECT = "SYMPOZIUM_NO_PROXY";

  public ProxyRules {
    direct = List.copyOf(direct);
  }

  /** Reads the variables of the pod, which users cannot set. */
  public static ProxyRules of(Map<String, String> environment) {
    return new ProxyRules(
        address(environment.get(HTTP)),
        address(environment.get(HTTPS)),
        Arrays.stream(environment.getOrDefault(DIRECT, "").split(",", -1))
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  /** Returns the proxy of a URL, or {@link Proxy#NO_PROXY}. */
  public Proxy proxy(URI url) {
    var secure = "https".equalsIgnoreCase(url.getScheme());
    var port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    var address = url.getHost() == null ? null : find(secure, url.getHost(), port);
    return address == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, address);
  }

  /** Returns the address of the proxy, or null for a request without one. */
  @Nullable InetSocketAddress find(boolean secure, String host, int port) {
    var proxy = secure ? https : http;
    return proxy == null || isDirect(host, port) ? null : proxy;
  }

  private boolean isDirect(String host, int port) {
    var lower = host.toLowerCase(Locale.ROOT);
    var name = lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    var address = literal(name);
    // Only the cluster's resolver knows a name without a dot.
    return (address == null && name.indexOf('.') < 0)
        || direct.stream().anyMatch(entry -> matches(entry, name, address, port));
  }

  private static boolean matches(
      String entry, String host, @Nullable InetAddress address, int port) {
    if (entry.equals("*")) {
      return true;
    }
    var suffix = ":" + port;
    var colons = entry.chars().filter(c -> c == ':').count();
    var plain =
        colons == 1 && entry.endsWith(suffix)
            ? entry.substring(0, entry.length() - suffix.length())
            : entry;
    if (address != null) {
      try {
        return IpRange.parse(plain).contains(address);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    var name = plain.startsWith("*.") ? plain.substring(2) : plain;
    var domain = name.startsWith(".") ? name.substring(1) : name;
    return host.equals(domain) || host.endsWith("." + domain);
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The chart accepts only such URLs. The name is resolved for each connection. */
  private static @Nullable InetSocketAddress address(@Nullable String url) {
    if (url == null || url.isBlank()) {
      return null;
    }
    var uri = URI.create(url.strip());
    if (uri.getHost() == null || uri.getPort() < 0) {
      throw new IllegalArgumentException(
          "proxy: \"" + url + "\" is not a proxy. Use http://HOST:PORT.");
    }
    return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
  }
}
