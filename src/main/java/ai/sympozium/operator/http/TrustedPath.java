package ai.sympozium.operator.http;

/** Knows the paths that only the API server knows. Their requests are exempt from limits. */
public interface TrustedPath {
  /** Checks a path of a request. Must not block. */
  boolean isTrusted(String path);
}
