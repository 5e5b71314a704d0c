package ai.sympozium.endpoint.openai;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.endpoint.run.BusyException;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.RunCancelledException;
import ai.sympozium.endpoint.run.RunConflictException;
import ai.sympozium.endpoint.run.RunsUnavailableException;

/** Maps failures of runs to errors of the API. */
final class RunErrors {
  private static final int MAX_MESSAGE_BYTES = 1024;
  private static final long UNAVAILABLE_SECONDS = 2;

  private RunErrors() {}

  /** Returns the error of a run that failed. */
  static OpenAiError of(EndpointRunResult result) {
    var message = result.error() == null ? "The run failed." : result.error();
    return OpenAiError.runFailed(
        500, TruncatedText.ofBytes(message, MAX_MESSAGE_BYTES), code(result));
  }

  /** Returns the error of a request without a result. */
  static OpenAiError of(SympoziumException e) {
    return switch (e) {
      case OpenAiException invalid -> invalid.error();
      case BusyException busy ->
          OpenAiError.tooMany(
              busy.getMessage(), "rate_limit_exceeded", busy.retryAfter().toSeconds());
      case RunConflictException conflict ->
          OpenAiError.invalid(409, conflict.getMessage(), "idempotency_key_reused");
      case RunsUnavailableException unavailable ->
          OpenAiError.unavailable(unavailable.getMessage(), UNAVAILABLE_SECONDS);
      // A disconnected client does not get it.
      case RunCancelledException cancelled ->
          OpenAiError.unavailable("The server is being replaced.", UNAVAILABLE_SECONDS);
      default -> OpenAiError.internal();
    };
  }

  private static String code(EndpointRunResult result) {
    return switch (result.stopReason()) {
      case LIMIT -> "run_limit_reached";
      case CANCELLED -> "run_cancelled";
      case STOP, LENGTH, ERROR -> "run_failed";
    };
  }
}
