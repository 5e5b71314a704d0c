package ai.sympozium.endpoint.oauth;

/** Result of the check of an access token. */
public sealed interface TokenCheck {
  /**
   * The token is accepted.
   *
   * @param client name of the client, which no key has
   */
  record Accepted(String client) implements TokenCheck {}

  /** The token is not one of the issuer for this endpoint, or not valid at present. */
  record Invalid() implements TokenCheck {}

  /** The token is valid and lacks a scope. */
  record InsufficientScope() implements TokenCheck {}

  /** The token cannot be checked, because keys of the issuer are not known yet. */
  record Unavailable(long retryAfterSeconds) implements TokenCheck {}
}
