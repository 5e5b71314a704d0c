package ai.sympozium.operator.grant;

import java.time.Instant;

/**
 * Proves that no account of a set of grants has access any more. The status of a run reports a
 * revocation only with such a proof, and only {@link AccessDenialVerifier} creates one.
 */
public final class RevocationProof {
  private final Instant at;

  RevocationProof(Instant at) {
    this.at = at;
  }

  /** Returns when the revocation was verified. */
  public Instant at() {
    return at;
  }
}
