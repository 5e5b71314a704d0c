package ai.sympozium.operator.endpoint;

import ai.sympozium.base.SympoziumException;

/** Reports settings of an endpoint that cannot be used; the message names the field and the fix. */
final class InvalidEndpointException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  InvalidEndpointException(String message) {
    super(message);
  }
}
