package ai.sympozium.endpoint.run;

import ai.sympozium.base.SympoziumException;

/** Reports that runs cannot be created or read at present. */
public final class RunsUnavailableException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  public RunsUnavailableException(String message) {
    super(message);
  }
}
