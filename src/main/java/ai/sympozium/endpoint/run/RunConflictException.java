package ai.sympozium.endpoint.run;

import ai.sympozium.base.SympoziumException;

/** Reports that the id of a request belongs to another request. */
public final class RunConflictException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  public RunConflictException(String message) {
    super(message);
  }
}
