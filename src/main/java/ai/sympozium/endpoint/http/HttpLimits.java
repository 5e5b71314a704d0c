package ai.sympozium.endpoint.http;

import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;

/**
 * Limits of the server.
 *
 * @param bodyBytes largest body
 * @param idle maximum time of a connection without a request, also before its first one
 * @param body maximum time to send a body
 * @param stall maximum time in which a client reads nothing of what waits for it
 * @param idleConnections maximum number of connections without a request
 * @param budget what the open requests have together
 */
public record HttpLimits(
    int bodyBytes,
    Duration idle,
    Duration body,
    Duration stall,
    int idleConnections,
    Budget budget) {
  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int BACKLOG = 1024;

  public static final HttpLimits DEFAULT =
      new HttpLimits(
          1024 * 1024,
          Duration.ofSeconds(65),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          2_000,
          new Budget(2_000, 16 * 1024 * 1024));

  /**
   * Maximum of all clients together. One client may use half of it.
   *
   * @param requests open requests
   * @param bodyBytes bytes of their bodies
   */
  public record Budget(int requests, int bodyBytes) {}

  static HttpServerOptions options(int port) {
    return new HttpServerOptions()
        .setPort(port)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setAcceptBacklog(BACKLOG)
        .setHandle100ContinueAutomatically(true)
        .setHttp2ClearTextEnabled(false);
  }
}
