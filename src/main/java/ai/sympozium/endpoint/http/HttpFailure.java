package ai.sympozium.endpoint.http;

/** Reason of the server for not serving a request. */
public enum HttpFailure {
  MALFORMED,
  BODY_TOO_LARGE,
  BODY_TIMEOUT,
  OVERLOADED,
  STOPPING,
  INTERNAL_ERROR
}
