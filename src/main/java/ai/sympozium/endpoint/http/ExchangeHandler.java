package ai.sympozium.endpoint.http;

/** Serves admitted requests. Each call has a virtual thread of its own, so that it may block. */
@FunctionalInterface
public interface ExchangeHandler {
  void handle(HttpExchange exchange) throws InterruptedException;
}
