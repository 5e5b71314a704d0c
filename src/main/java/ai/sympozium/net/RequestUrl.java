package ai.sympozium.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * URL of a request, in the form that a server gets.
 *
 * @param host in lower case and ASCII; an IPv6 address without brackets
 * @param target path and query
 */
public record RequestUrl(URI uri, String scheme, String host, int port, String target) {
  private static final Pattern NOT_ESCAPED =
      Pattern.compile("[ \"<>\\\\^`{|}]|%(?![0-9A-Fa-f]{2})");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]([a-z0-9._-]{0,251}[a-z0-9])?");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]+");
  private static final int MAX_LENGTH = 8000;
  private static final int MAX_PORT = 65_535;

  public static RequestUrl of(String url) throws RequestException {
    return of(url, uri(url));
  }

  /** Returns the URL that a redirect leads to. */
  public RequestUrl resolve(String location) throws RequestException {
    return of(location, uri.resolve(uri(location)));
  }

  /** Returns whether a header for one URL may be sent to the other. */
  public boolean hasSameOrigin(RequestUrl other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /** Returns the value of the header {@code Host}. */
  public String authority() {
    var name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == defaultPort(scheme) ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority() + target;
  }

  private static URI uri(String url) throws RequestException {
    if (url.length() > MAX_LENGTH) {
      throw RequestException.invalidUrl(url.substring(0, 100), "is too long");
    }
    try {
      return new URI(
          NOT_ESCAPED
              .matcher(url.strip())
              .replaceAll(
                  match -> "%" + HexFormat.of().toHexDigits((byte) match.group().charAt(0))));
    } catch (URISyntaxException e) {
      throw RequestException.invalidUrl(url, "is not a URL");
    }
  }

  private static RequestUrl of(String url, URI uri) throws RequestException {
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw RequestException.invalidUrl(url, "does not start with http:// or https://");
    }
    var authority = uri.getRawAuthority();
    if (authority == null || authority.isEmpty()) {
      throw RequestException.invalidUrl(url, "has no host");
    }
    if (authority.indexOf('@') >= 0) {
      throw RequestException.invalidUrl(url, "contains a user name; send a header instead");
    }
    var colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    var host = host(url, colon < 0 ? authority : authority.substring(0, colon));
    var port = colon < 0 ? defaultPort(scheme) : port(url, scheme, authority.substring(colon + 1));
    var path = uri.getRawPath();
    var query = uri.getRawQuery();
    var target = (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    return new RequestUrl(uri, scheme, host, port, inAscii(target));
  }

  private static String host(String url, String text) throws RequestException {
    if (text.startsWith("[") && text.endsWith("]")) {
      var address = text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT);
      if (IPV6.matcher(address).matches()) {
        return address;
      }
      throw RequestException.invalidUrl(url, "has an invalid address");
    }
    try {
      var host = IDN.toASCII(text).toLowerCase(Locale.ROOT);
      var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      if (HOST.matcher(name).matches()) {
        return name;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw RequestException.invalidUrl(url, "has an invalid host");
  }

  private static int port(String url, String scheme, String text) throws RequestException {
    if (text.isEmpty()) {
      return defaultPort(scheme);
    }
    if (text.matches("[0-9]{1,5}")) {
      var port = Integer.parseInt(text);
      if (port > 0 && port <= MAX_PORT) {
        return port;
      }
    }
    throw RequestException.invalidUrl(url, "has an invalid port");
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static String inAscii(String text) {
    var ascii = new StringBuilder();
    for (var b : text.getBytes(UTF_8)) {
      if (b < 0) {
        ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      } else {
        ascii.append((char) b);
      }
    }
    return ascii.toString();
  }
}
