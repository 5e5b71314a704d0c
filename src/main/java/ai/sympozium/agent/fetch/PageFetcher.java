package ai.sympozium.agent.fetch;

import ai.sympozium.net.AddressPolicy;
import ai.sympozium.net.ClusterAddresses;
import ai.sympozium.net.Connector;
import ai.sympozium.net.ProxyRules;
import ai.sympozium.net.RequestException;
import ai.sympozium.net.RequestUrl;
import ai.sympozium.net.TrustedSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/** Fetches a page and follows its redirects, within limits of time, size and hosts. */
public final class PageFetcher {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Path RESOLVER_CONFIGURATION = Path.of("/etc/resolv.conf");
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Headers without secrets. An unknown header can hold a secret under any name. */
  private static final Set<String> FOR_ALL_HOSTS =
      Set.of("accept", "accept-language", "user-agent", "cache-control", "pragma");

  private static final String HINT =
      "Only public addresses can be fetched. Use execute_command if a skill may reach it, or state"
          + " in your answer that an administrator has to allow the host in agent.fetchURL.allow.";

  private final Connector connector;
  private final Duration timeout;

  /**
   * Creates the fetcher of a pod.
   *
   * @param allow what an administrator allows besides public addresses
   * @param authorities certificate authorities of the cluster in PEM format; empty means none
   */
  public static PageFetcher of(
      List<String> allow, Map<String, String> environment, String authorities) {
    var cluster = ClusterAddresses.find(environment, RESOLVER_CONFIGURATION);
    var connector =
        new Connector(
            new AddressPolicy(allow, cluster),
            InetAddress::getAllByName,
            new TrustedSockets(authorities),
            ProxyRules.of(environment),
            HINT);
    return new PageFetcher(connector, TIMEOUT);
  }

  /**
   * Creates a fetcher.
   *
   * @param timeout time for all redirects together
   */
  public PageFetcher(Connector connector, Duration timeout) {
    this.connector = connector;
    this.timeout = timeout;
  }

  /**
   * Fetches a page.
   *
   * @param headers headers of the request, besides those that the connection needs
   */
  public FetchedPage fetch(String url, Map<String, String> headers)
      throws RequestException, InterruptedException {
    var task = new FutureTask<>(() -> follow(url, headers));
    // The interrupt of a virtual thread closes the socket that it waits for.
    var thread = Thread.ofVirtual().name("fetch").start(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RequestException(
          "Timeout",
          url + " was not complete within " + timeout.toSeconds() + " s",
          "Try once more, or use another page.");
    } catch (ExecutionException e) {
      throw failure(url, Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      thread.interrupt();
    }
  }

  private FetchedPage follow(String given, Map<String, String> headers)
      throws RequestException, IOException, HttpException {
    var url = RequestUrl.of(given);
    var sent = new LinkedHashMap<>(headers);
    var dropped = new ArrayList<String>();
    for (var redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      try (var connection = HttpConnection.open(connector, url)) {
        var response = connection.get(url, sent);
        var location = response.getFirstHeader("Location");
        if (location == null || !REDIRECTS.contains(response.getCode())) {
          return connection.read(response, url, redirects > 0, dropped);
        }
        var next = url.resolve(location.getValue());
        if (!next.hasSameOrigin(url)) {
          drop(sent, dropped);
        }
        url = next;
      }
    }
    throw new RequestException(
        "TooManyRedirects",
        given + " leads to more than " + MAX_REDIRECTS + " redirects, the last one to " + url,
        "Use the URL of the page itself.");
  }

  private static void drop(Map<String, String> headers, List<String> dropped) {
    for (var name : List.copyOf(headers.keySet())) {
      if (!FOR_ALL_HOSTS.contains(name.toLowerCase(Locale.ROOT))) {
        headers.remove(name);
        dropped.add(name);
      }
    }
  }

  private static RuntimeException failure(String url, Throwable cause) {
    return switch (cause) {
      case RequestException e -> e;
      case UnknownHostException e ->
          new RequestException(
              "UnknownHost", "the host of " + url + " does not exist", "Check the URL.");
      case SSLException e ->
          new RequestException(
              "TLSError",
              "the certificate or the encryption of " + url + " is not valid: " + e.getMessage(),
              "Use another source. The certificate cannot be ignored.");
      case HttpException e ->
          new RequestException(
              "InvalidResponse",
              url + " does not answer with HTTP: " + e.getMessage(),
              "Check the URL.");
      case IOException e ->
          new RequestException(
              "ConnectionFailed",
              url + " cannot be fetched: " + e.getMessage(),
              "Try once more, or use another page.");
      case RuntimeException e -> e;
      default -> new IllegalStateException(cause);
    };
  }
}
