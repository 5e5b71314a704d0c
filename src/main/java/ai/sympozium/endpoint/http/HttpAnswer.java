package ai.sympozium.endpoint.http;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Response with a body that is known as a whole. */
public record HttpAnswer(int status, Map<String, String> headers, String body) {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  public static HttpAnswer json(int status, JsonNode body) {
    return new HttpAnswer(status, JSON, JsonTrees.write(body));
  }

  public static HttpAnswer text(int status, String body) {
    return new HttpAnswer(status, Map.of("Content-Type", "text/plain; charset=utf-8"), body);
  }

  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), "");
  }

  /** Returns this answer with additional headers. */
  public HttpAnswer with(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new HttpAnswer(status, all, body);
  }

  public HttpAnswer with(String name, String value) {
    return with(Map.of(name, value));
  }
}
