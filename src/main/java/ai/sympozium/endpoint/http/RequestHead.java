package ai.sympozium.endpoint.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Method, path, headers and parameters of a request. Of a header or parameter that occurs more than
 * once, the first value counts.
 *
 * @param headers by names in lower case
 */
public record RequestHead(
    String method, String path, Map<String, String> headers, Map<String, String> parameters) {
  public RequestHead {
    headers = Map.copyOf(headers);
    parameters = Map.copyOf(parameters);
  }

  /** Reads the head of a request; empty if the parameters cannot be decoded. */
  static Optional<RequestHead> of(HttpServerRequest request) {
    var headers = new TreeMap<String, String>();
    request
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    var parameters = new TreeMap<String, String>();
    try {
      request.params().forEach(parameters::putIfAbsent);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var path = request.path() == null ? "" : request.path();
    return Optional.of(new RequestHead(request.method().name(), path, headers, parameters));
  }

  /** Returns the value of a header, whose name is in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Returns the declared length of the body; the largest number if it cannot be read. */
  long declaredLength() {
    try {
      return Long.parseLong(header("content-length").orElse("0"));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
