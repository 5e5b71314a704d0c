package ai.sympozium.operator.grant;

import ai.sympozium.base.SympoziumException;

/** Reports a grant that cannot be created; the message names the object and the fix. */
public final class GrantRefusedException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  GrantRefusedException(String message) {
    super(message);
  }
}
