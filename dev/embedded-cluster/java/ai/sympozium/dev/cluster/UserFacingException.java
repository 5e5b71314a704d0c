package ai.sympozium.dev.cluster;

import java.nio.file.Path;
import java.util.Optional;

/** Something a person has to know: one sentence, and the log that tells more if there is one. */
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
