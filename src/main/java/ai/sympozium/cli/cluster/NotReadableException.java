package ai.sympozium.cli.cluster;

import ai.sympozium.base.SympoziumException;

/** Reports data that the user cannot read, for example {@code you may not get skillpacks/x}. */
public final class NotReadableException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  public NotReadableException(String message) {
    super(message);
  }
}
