package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.base.SympoziumException;

/** States why the certificate authorities of the cluster cannot be used. */
public final class InvalidTrustedCAException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  InvalidTrustedCAException(String message) {
    super(message);
  }
}
