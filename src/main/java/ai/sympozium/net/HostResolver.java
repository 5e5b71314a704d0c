package ai.sympozium.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves a host name to its addresses. */
@FunctionalInterface
public interface HostResolver {
  InetAddress[] resolve(String name) throws UnknownHostException;
}
