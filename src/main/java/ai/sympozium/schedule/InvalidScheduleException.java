package ai.sympozium.schedule;

import ai.sympozium.base.SympoziumException;

/** Reports an invalid schedule: the field, the error with its position, and an example. */
public final class InvalidScheduleException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final String field;

  InvalidScheduleException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** Returns the name of the field: {@code schedule} or {@code timeZone}. */
  public String field() {
    return field;
  }
}
