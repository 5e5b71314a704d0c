package ai.sympozium.endpoint.oauth;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;

/** Reads the scopes of a token: RFC 9068 has {@code scope}, and some issuers have {@code scp}. */
final class Scopes {
  private Scopes() {}

  static Set<String> of(JwtClaims claims) {
    var scopes = new HashSet<String>();
    for (var name : List.of("scope", "scp")) {
      switch (claims.getClaimValue(name)) {
        case String texts -> scopes.addAll(List.of(texts.split(" ", -1)));
        case List<?> texts ->
            texts.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .forEach(scopes::add);
        case null, default -> {
          // There is no such claim, or it has no scopes.
        }
      }
    }
    return scopes;
  }
}
