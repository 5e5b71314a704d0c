package ai.sympozium.endpoint.http;

/** Reason of the server for not serving a request. */
public enum HttpFailure {
  MALFORMED,
  BODY_TOO_LARGE,
  BODY_TIMEOUT,
  STOPPING,
  INTERNAL_ERROR
}
