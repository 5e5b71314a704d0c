package ai.sympozium.operator.grant;

import java.time.Instant;

/** Creates proofs for tests of statuses. */
public final class RevocationProofs {
  private RevocationProofs() {}

  public static RevocationProof at(Instant time) {
    return new RevocationProof(time);
  }
}
