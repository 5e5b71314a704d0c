package ai.sympozium.dev.cluster;

import java.nio.file.Path;
import java.util.Optional;

/** Reports a failure to the user: a message and optionally the log with details. */
public final class UserFacingException extends RuntimeException {
  private final transient Path log;

  public UserFacingException(String message) {
    this(message, null);
  }

  public UserFacingException(String message, Path log) {
    super(message);
    this.log = log;
  }

  public Optional<Path> log() {
    return Optional.ofNullable(log);
  }
}
