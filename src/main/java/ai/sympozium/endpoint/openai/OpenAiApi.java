package ai.sympozium.endpoint.openai;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.endpoint.http.ClientDisconnectedException;
import ai.sympozium.endpoint.http.ExchangeHandler;
import ai.sympozium.endpoint.http.HttpExchange;
import java.util.List;
import java.util.Locale;

/** Routes the requests below {@code /v1}, and answers failures in the shape of OpenAI's API. */
public final class OpenAiApi implements ExchangeHandler {
  private static final String PREFIX = "/v1/";

  private final ModelNames models;
  private final ChatCompletions chat;
  private final Responses responses;

  public OpenAiApi(ModelNames models, ChatCompletions chat, Responses responses) {
    this.models = models;
    this.chat = chat;
    this.responses = responses;
  }

  @Override
  public void handle(HttpExchange exchange) throws InterruptedException {
    try {
      route(exchange);
    } catch (ClientDisconnectedException e) {
      throw e;
    } catch (SympoziumException e) {
      exchange.answer(RunErrors.of(e).answer());
    }
  }

  private void route(HttpExchange exchange) throws InterruptedException {
    var path = exchange.head().path();
    var segments =
        path.startsWith(PREFIX)
            ? List.of(path.substring(PREFIX.length()).split("/", -1))
            : List.of("");
    if (segments.equals(List.of("models"))) {
      require("GET", exchange);
      exchange.answer(models.list());
    } else if (segments.getFirst().equals("models") && segments.size() == 2) {
      require("GET", exchange);
      exchange.answer(models.get(segments.get(1)));
    } else if (segments.equals(List.of("chat", "completions"))) {
      require("POST", exchange);
      requireJson(exchange);
      chat.create(exchange);
    } else if (segments.getFirst().equals("responses")) {
      routeResponses(exchange, segments);
    } else {
      throw new OpenAiException(unknown(exchange));
    }
  }

  private void routeResponses(HttpExchange exchange, List<String> segments)
      throws InterruptedException {
    var action = exchange.head().method();
    if (segments.size() == 3) {
      action += " " + segments.get(2);
    }
    if (segments.size() == 1) {
      require("POST", exchange);
      requireJson(exchange);
      responses.create(exchange);
      return;
    }
    var id = segments.get(1);
    switch (segments.size() > 3 ? "" : action) {
      case "GET" -> responses.stored().get(exchange, id);
      case "DELETE" -> responses.stored().delete(exchange, id);
      case "POST cancel" -> responses.stored().cancel(exchange, id);
      case "GET input_items" -> responses.stored().inputItems(exchange, id);
      default -> throw new OpenAiException(unknown(exchange));
    }
  }

  private static void require(String method, HttpExchange exchange) {
    var actual = exchange.head().method();
    if (!actual.equals(method)) {
      throw new OpenAiException(
          OpenAiError.invalid(
              405,
              "Not allowed to %s on %s.".formatted(actual, exchange.head().path()),
              "method_not_supported"));
    }
  }

  private static void requireJson(HttpExchange exchange) {
    var type = exchange.head().header("content-type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new OpenAiException(
          OpenAiError.invalid(
              415,
              ("Unsupported content type: '%s'. This API method only accepts 'application/json'"
                      + " requests.")
                  .formatted(type),
              "unsupported_content_type"));
    }
  }

  private static OpenAiError unknown(HttpExchange exchange) {
    return OpenAiError.invalid(
        404,
        "Invalid URL (%s %s)".formatted(exchange.head().method(), exchange.head().path()),
        "unknown_url");
  }
}
