package ai.sympozium.endpoint.openai;

import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunIds;
import org.jspecify.annotations.Nullable;

/** Creates the runs of HTTP requests. A request with an idempotency key has a derived id. */
public final class RunRequests {
  private static final String IDEMPOTENCY_KEY = "idempotency-key";
  private static final int MAX_KEY_LENGTH = 255;

  private final RunIds ids;

  public RunRequests(RunIds ids) {
    this.ids = ids;
  }

  /**
   * Creates the run of a request.
   *
   * @param context text to store with the run
   */
  NewRun create(
      HttpExchange exchange,
      Conversation conversation,
      String context,
      @Nullable Long maxOutputTokens) {
    var client = exchange.client();
    var key = exchange.head().header(IDEMPOTENCY_KEY);
    if (key.isPresent() && key.get().length() > MAX_KEY_LENGTH) {
      throw OpenAiException.invalid(
          "Idempotency-Key: the key is too long. Use at most " + MAX_KEY_LENGTH + " characters.",
          null,
          "invalid_idempotency_key");
    }
    var id = key.map(value -> ids.derived(client, exchange.head().path() + "\0" + value));
    return new NewRun(
        id.orElseGet(ids::random),
        client,
        ids.request(client, exchange.body()),
        context,
        conversation,
        maxOutputTokens,
        null,
        // A client with a key finds the run through another replica.
        key.isEmpty());
  }

  /** Returns whether a stored run belongs to the client of a request. */
  boolean isOwner(HttpExchange exchange, String request) {
    return ids.isOwner(exchange.client(), request);
  }
}
