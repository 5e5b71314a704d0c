import java.nio.file.Path;
import java.util.Optional;

/** Something a person has to know: one sentence, and the log that tells more if there is one. */
final class Failure extends RuntimeException {
  private final transient Path log;

  Failure(String message) {
    this(message, null);
  }

  Failure(String message, Path log) {
    super(message);
    this.log = log;
  }

  Optional<Path> log() {
    return Optional.ofNullable(log);
  }
}
