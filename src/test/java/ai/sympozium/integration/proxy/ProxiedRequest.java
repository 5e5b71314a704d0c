package ai.sympozium.integration.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request to the API server.
 *
 * @param query empty when there is none
 * @param body as text, empty when there is none
 */
public record ProxiedRequest(String method, String path, String query, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CLAIMS = Pattern.compile("eyJ[\\w-]+\\.(eyJ[\\w-]+)\\.");

  public boolean isWatch() {
    return query.contains("watch=true");
  }

  /** Whether the request is not a read. Reviews count as writes. */
  public boolean isWrite() {
    return !method.equals("GET");
  }

  /** Method and kind, as in {@code PATCH agentruns/status}: what the calls of all runs share. */
  public String kind() {
    List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    parts.subList(0, parts.getFirst().equals("api") ? 2 : 3).clear();
    if (parts.size() > 2 && parts.getFirst().equals("namespaces")) {
      parts.subList(0, 2).clear();
    }
    return method + " " + parts.getFirst() + (parts.size() > 2 ? "/" + parts.get(2) : "");
  }

  /** Whether path, body or a token's claims in it hold this text. */
  public boolean mentions(String text) {
    return path.contains(text) || body.contains(text) || claims().contains(text);
  }

  private String claims() {
    return CLAIMS
        .matcher(body)
        .results()
        .map(claims -> claims.group(1))
        .map(Base64.getUrlDecoder()::decode)
        .map(json -> new String(json, StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  /** Name of the object in the body; empty when there is none. */
  public String bodyName() {
    try {
      return JSON.readTree(body).at("/metadata/name").asText("");
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
