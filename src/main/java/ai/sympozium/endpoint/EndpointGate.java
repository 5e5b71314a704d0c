package ai.sympozium.endpoint;

import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.auth.ApiKeys;
import ai.sympozium.endpoint.auth.KeyRateLimits;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpFailure;
import ai.sympozium.endpoint.http.RequestGate;
import ai.sympozium.endpoint.http.RequestHead;
import ai.sympozium.endpoint.mcp.McpApi;
import ai.sympozium.endpoint.openai.OpenAiError;
import ai.sympozium.endpoint.page.ChatPage;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Answers probes and the files of the chat page, authenticates clients and limits their requests,
 * before any body is read.
 */
final class EndpointGate implements RequestGate {
  private static final String SCHEME = "bearer ";
  private static final String REQUEST_ID = "x-request-id";
  private static final int UNAVAILABLE = HttpURLConnection.HTTP_UNAVAILABLE;

  private final Supplier<ApiKeys> keys;
  private final KeyRateLimits rate;
  private final ChatPage page;

  EndpointGate(Supplier<ApiKeys> keys, KeyRateLimits rate, ChatPage page) {
    this.keys = keys;
    this.rate = rate;
    this.page = page;
  }

  @Override
  public Admission admit(RequestHead head) {
    return switch (head.path()) {
      case EndpointContract.LIVE_PATH -> new Answered(HttpAnswer.text(200, "ok"));
      case EndpointContract.READY_PATH -> new Answered(readiness());
      default ->
          page.answer(head).<Admission>map(Answered::new).orElseGet(() -> authenticate(head));
    };
  }

  @Override
  public HttpAnswer answer(HttpFailure failure) {
    return switch (failure) {
      case MALFORMED ->
          OpenAiError.invalid(400, "The parameters of your request are malformed.", null).answer();
      case BODY_TOO_LARGE ->
          OpenAiError.invalid(413, "The body of your request is too large.", "request_too_large")
              .answer();
      case BODY_TIMEOUT ->
          OpenAiError.invalid(408, "The body of your request was not sent in time.", null).answer();
      case OVERLOADED ->
          OpenAiError.unavailable("The server processes too many requests at present.", 1).answer();
      case STOPPING -> OpenAiError.unavailable("The server is being replaced.", 1).answer();
      case INTERNAL_ERROR -> OpenAiError.internal().answer();
    };
  }

  private HttpAnswer readiness() {
    return keys.get().isEmpty()
        ? HttpAnswer.text(UNAVAILABLE, "no key is mounted")
        : HttpAnswer.text(200, "ok");
  }

  private Admission authenticate(RequestHead head) {
    var requestId = Map.of(REQUEST_ID, "req_" + UUID.randomUUID().toString().replace("-", ""));
    var key = key(head);
    var client = key.flatMap(keys.get()::client);
    if (client.isEmpty()) {
      return new Answered(unauthorized(key.isPresent()).with(requestId));
    }
    if (McpApi.isPath(head.path())) {
      // A session has many messages. Only its calls of tools are counted.
      return new Admitted(client.get(), requestId);
    }
    var decision = rate.count(client.get());
    var headers = new LinkedHashMap<>(requestId);
    if (rate.perMinute() > 0) {
      headers.put("x-ratelimit-limit-requests", Integer.toString(rate.perMinute()));
      headers.put("x-ratelimit-remaining-requests", Long.toString(decision.remaining()));
    }
    return decision.allowed()
        ? new Admitted(client.get(), headers)
        : new Answered(tooMany(decision.retryAfterSeconds()).with(headers));
  }

  private static Optional<String> key(RequestHead head) {
    return head.header("authorization")
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip())
        .filter(value -> !value.isEmpty());
  }

  private static HttpAnswer unauthorized(boolean hasKey) {
    var error =
        hasKey
            ? OpenAiError.invalid(401, "Incorrect API key provided.", "invalid_api_key")
            : OpenAiError.invalid(
                401,
                "You didn't provide an API key. You need to provide your API key in an"
                    + " Authorization header using Bearer auth (i.e. Authorization: Bearer"
                    + " YOUR_KEY).",
                null);
    return error.answer().with("WWW-Authenticate", "Bearer");
  }

  private HttpAnswer tooMany(long seconds) {
    return OpenAiError.tooMany(
            "Rate limit reached: %d requests per minute. Please try again in %ds."
                .formatted(rate.perMinute(), Math.max(1, seconds)),
            "rate_limit_exceeded",
            seconds)
        .answer();
  }
}
