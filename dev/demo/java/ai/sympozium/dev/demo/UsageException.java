package ai.sympozium.dev.demo;

/** Reports a mistake in the options. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
