package ai.sympozium.endpoint.oauth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Issuer of the access tokens that the endpoint accepts.
 *
 * @param issuer value of the claim {@code iss}, an HTTPS URL
 * @param audience value of the claim {@code aud}, or null for the URL of the endpoint
 * @param requiredScopes scopes that each token must have
 */
public record OAuthSettings(String issuer, @Nullable String audience, List<String> requiredScopes) {
  public OAuthSettings {
    requiredScopes = List.copyOf(requiredScopes);
  }
}
