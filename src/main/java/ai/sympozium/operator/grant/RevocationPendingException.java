package ai.sympozium.operator.grant;

import ai.sympozium.base.SympoziumException;

/** Reports that a revocation is not verified yet, so that the run must not become final. */
public final class RevocationPendingException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  RevocationPendingException(String message) {
    super(message);
  }
}
