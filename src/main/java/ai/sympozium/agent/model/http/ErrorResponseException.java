package ai.sympozium.agent.model.http;

import ai.sympozium.base.SympoziumException;

/** Reports an error response. */
final class ErrorResponseException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorResponse response;

  ErrorResponseException(ErrorResponse response) {
    super(response.message());
    this.response = response;
  }

  ErrorResponse response() {
    return response;
  }
}
