package ai.sympozium.agent.model.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Failed attempt to get a message from a server.
 *
 * @param message sentence for users
 * @param retryAfter pause that the server asks for, or null
 */
record Failure(Kind kind, String message, @Nullable Duration retryAfter) {
  /** Whether another attempt can help. */
  enum Kind {
    /** The server is not available yet. Attempts continue until the run has no time left. */
    UNAVAILABLE,
    /** The server failed. A few attempts show whether it fails always. */
    FAULT,
    /** Another attempt does not help. */
    PERMANENT
  }

  Failure(Kind kind, String message) {
    this(kind, message, null);
  }
}
