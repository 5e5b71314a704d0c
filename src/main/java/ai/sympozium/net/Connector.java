package ai.sympozium.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to checked addresses. A name is resolved once, all of its addresses are
 * checked, and the socket connects to one of these. So a name that changes its address cannot
 * redirect the connection after the check. Host name and certificate are still those of the name. A
 * proxy gets the checked address instead of the name.
 */
public final class Connector {
  private static final int CONNECT_TIMEOUT_MILLIS = 8_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;

  /** Clients read a host with such an ending as an address, never as a name. */
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  private final AddressPolicy policy;
  private final HostResolver resolver;
  private final Supplier<SSLSocketFactory> tls;
  private final ProxyRules proxies;
  private final String hint;

  /**
   * Creates a connector.
   *
   * @param proxies proxies, which an administrator chooses and which are not checked
   * @param hint what to do about an address that is not allowed
   */
  public Connector(
      AddressPolicy policy,
      HostResolver resolver,
      Supplier<SSLSocketFactory> tls,
      ProxyRules proxies,
      String hint) {
    this.policy = policy;
    this.resolver = resolver;
    this.tls = tls;
    this.proxies = proxies;
    this.hint = hint;
  }

  /** Connects to the host of a URL. */
  public Socket connect(RequestUrl url) throws RequestException, IOException {
    var socket = connect(url, checkedAddresses(url.host()));
    try {
      if (!url.isSecure()) {
        return socket;
      }
      var secure = (SSLSocket) tls.get().createSocket(socket, url.host(), url.port(), true);
      var parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Socket connect(RequestUrl url, List<InetAddress> addresses) throws IOException {
    var proxy = proxies.find(url.isSecure(), url.host(), url.port());
    IOException failure = new UnknownHostException(url.host());
    for (var address : addresses) {
      // Without a proxy of the JVM, which would resolve the name again.
      var socket = new Socket(Proxy.NO_PROXY);
      try {
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        if (proxy == null) {
          socket.connect(new InetSocketAddress(address, url.port()), CONNECT_TIMEOUT_MILLIS);
        } else {
          socket.connect(
              new InetSocketAddress(proxy.getHostString(), proxy.getPort()),
              CONNECT_TIMEOUT_MILLIS);
          Tunnel.open(socket, address, url.port());
        }
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  private List<InetAddress> checkedAddresses(String host) throws RequestException, IOException {
    if (host.indexOf(':') >= 0 || ENDS_IN_NUMBER.matcher(host).matches()) {
      return checked(host, List.of(literal(host)), false);
    }
    if (policy.allowsName(host)) {
      return checked(host, List.of(resolver.resolve(host)), true);
    }
    if (!AddressPolicy.isLocalName(host)) {
      // The dot at the end keeps the resolver from trying the domains of the cluster.
      return checked(host, List.of(resolver.resolve(host + ".")), false);
    }
    if (policy.allowsAddresses()) {
      var addresses = List.of(resolver.resolve(host));
      if (addresses.stream().allMatch(policy::allowsAddress)) {
        return addresses;
      }
    }
    throw notAllowed(host, "a name of the cluster or of a local network");
  }

  private List<InetAddress> checked(String host, List<InetAddress> addresses, boolean named)
      throws RequestException {
    for (var address : addresses) {
      var reason = policy.refusal(address, named);
      if (reason != null) {
        var text = address.getHostAddress();
        throw notAllowed(text.equals(host) ? host : host + " (" + text + ")", reason);
      }
    }
    return addresses;
  }

  /** Reads an address also in its unusual forms: as one number, octal or hexadecimal. */
  private static InetAddress literal(String host) throws RequestException {
    try {
      return host.indexOf(':') >= 0
          ? InetAddress.ofLiteral(host)
          : Inet4Address.ofPosixLiteral(host);
    } catch (IllegalArgumentException e) {
      throw RequestException.invalidUrl(host, "is not an address");
    }
  }

  private RequestException notAllowed(String subject, String reason) {
    return new RequestException(
        RequestException.ADDRESS_NOT_ALLOWED, subject + " is " + reason, hint);
  }
}
