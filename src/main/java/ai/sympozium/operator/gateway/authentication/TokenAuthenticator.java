package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.RequestPeer;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates the pod that a token is bound to, within the limits of the API server's client. A
 * token that cannot be valid, or was rejected before, causes no review.
 */
@ApplicationScoped
class TokenAuthenticator {
  private static final int MAX_REJECTED = 4096;
  private static final Duration REJECTION_LIFETIME = Duration.ofSeconds(10);

  private final TokenReviewer reviewer;
  private final ApiServerTurns turns;
  private final RequestPeer peer;
  private final ObjectMapper json;
  private final InstantSource clock;

  /**
   * Accepted tokens are not remembered: the API server decides each request, and access ends with
   * the pod.
   */
  private final TokenMemory<GatewayException> rejected;

  TokenAuthenticator(
      TokenReviewer reviewer,
      ApiServerTurns turns,
      RequestPeer peer,
      ObjectMapper json,
      InstantSource clock) {
    this.reviewer = reviewer;
    this.turns = turns;
    this.peer = peer;
    this.json = json;
    this.clock = clock;
    this.rejected = new TokenMemory<>(MAX_REJECTED, REJECTION_LIFETIME, clock);
  }

  /** Finds the caller {@code T} that a pod is. */
  interface CallerLookup<T> {
    /** Checks whether the caches know a pod that a token only claims. */
    boolean isKnown(BoundPod claimed);

    /**
     * Returns the caller.
     *
     * @throws GatewayException if the pod is none
     */
    T require(BoundPod pod);

    String namespace(T caller);
  }

  /** Reads the claims of a token, which are not verified. */
  Optional<TokenClaims> claims(String token) {
    return TokenClaims.of(token, json);
  }

  /**
   * Authenticates the caller that holds a token.
   *
   * @param lasting the errors that stay the same when the request is repeated
   */
  <T> T authenticate(
      String token, String audience, CallerLookup<T> callers, Set<ErrorCode> lasting) {
    BoundPod claimed =
        claims(token)
            .filter(c -> c.canBeValid(audience, clock.instant()))
            .map(c -> new BoundPod(c.namespace(), c.account(), c.pod(), c.podUID()))
            .orElseThrow(() -> TokenReviewer.notValid(audience));
    rejected
        .find(token, audience)
        .ifPresent(reason -> {
          throw new GatewayException(reason.code(), reason.getMessage());
        });
    try {
      T caller =
          turns.review(
              peer.address(),
              callers.isKnown(claimed),
              () -> callers.require(reviewer.review(token, audience)));
      peer.confirm(callers.namespace(caller));
      return caller;
    } catch (GatewayException e) {
      if (lasting.contains(e.code())) {
        rejected.add(token, audience, e);
      }
      throw e;
    }
  }
}
