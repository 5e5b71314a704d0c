package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.contract.PodContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Claims of a token, which only a token review verifies. They serve to reject a token without a
 * review. The issuer is not compared: an API server accepts several while it changes.
 *
 * @param expiry in seconds since the epoch
 */
record TokenClaims(
    List<String> audiences,
    long expiry,
    String namespace,
    String account,
    String pod,
    String podUID) {
  private static final int PARTS = 3;

  /** Reads the claims. Empty if the text is not the token of a pod. */
  static Optional<TokenClaims> of(String token, ObjectMapper json) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS || parts[2].isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
      JsonNode kubernetes = claims.path("kubernetes.io");
      JsonNode pod = kubernetes.path("pod");
      return Optional.of(
          new TokenClaims(
              audiences(claims.path("aud")).toList(),
              claims.path("exp").asLong(0),
              kubernetes.path("namespace").asText(""),
              kubernetes.path("serviceaccount").path("name").asText(""),
              pod.path("name").asText(""),
              pod.path("uid").asText("")));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the claimed audience of a skill. */
  Optional<String> skillAudience() {
    return audiences.stream().filter(PodContract::isSkillAudience).findFirst();
  }

  /** Checks whether a token review could succeed. */
  boolean canBeValid(String audience, Instant now) {
    return audiences.contains(audience)
        && expiry > now.getEpochSecond()
        && !namespace.isEmpty()
        && !pod.isEmpty()
        && !podUID.isEmpty();
  }

  private static Stream<String> audiences(JsonNode audience) {
    return audience.isTextual()
        ? Stream.of(audience.asText())
        : StreamSupport.stream(audience.spliterator(), false).map(JsonNode::asText);
  }
}
