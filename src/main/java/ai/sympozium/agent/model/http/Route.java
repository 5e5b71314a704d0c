package ai.sympozium.agent.model.http;

import ai.sympozium.net.ProxyRules;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server.
 *
 * @param sockets sockets that trust the server's authority, or null for public authorities
 */
public record Route(@Nullable SSLSocketFactory sockets, ProxyRules proxies) {
  static final Route DIRECT = new Route(null, ProxyRules.NONE);
}
