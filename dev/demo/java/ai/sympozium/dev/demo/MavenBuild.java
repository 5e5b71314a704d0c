package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Progress;
import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Builds the application with Maven. */
final class MavenBuild {
  private static final Duration TIMEOUT = Duration.ofMinutes(60);

  /** General hints that Maven prints after each failure. */
  private static final Pattern HINT =
      Pattern.compile("^\\[ERROR] *(To see|Re-run|For more|\\[Help|-> \\[Help|$)");

  private MavenBuild() {}

  /** Builds unless the result of an earlier build is newer than all sources. */
  static void application(Path root, Progress progress) throws Exception {
    var built = root.resolve("target/quarkus-app/quarkus-run.jar");
    if (Files.exists(built)
        && !newest(root).isAfter(Files.getLastModifiedTime(built).toInstant())) {
      return;
    }
    progress.step(
        "Sympozium",
        step -> {
          step.announce("building with Maven");
          var startedAt = Instant.now();
          var log = root.resolve("target/demo-build.log");
          Files.deleteIfExists(log);
          // The format of the sources matters for a commit only.
          var maven =
              new ProcessBuilder(
                      root.resolve("mvnw").toString(),
                      "-q",
                      "-B",
                      "-DskipTests",
                      "-Dspotless.check.skip=true",
                      "package")
                  .directory(root.toFile());
          if (ProcessRunner.runLogged(maven, log, TIMEOUT) != 0) {
            var errors =
                Files.readAllLines(log).stream().filter(line -> !HINT.matcher(line).find());
            throw new UserFacingException(
                "the Maven build failed:\n%s\nMore: less %s"
                    .formatted(ProcessRunner.lastLines(errors.toList()), log));
          }
          // Sources that changed during the build must be newer than its result.
          Files.setLastModifiedTime(built, FileTime.from(startedAt));
          return "built";
        });
  }

  private static Instant newest(Path root) throws IOException {
    var newest = Files.getLastModifiedTime(root.resolve("pom.xml")).toInstant();
    try (var files = Files.walk(root.resolve("src/main"))) {
      for (var file : files.toList()) {
        var time = Files.getLastModifiedTime(file).toInstant();
        newest = time.isAfter(newest) ? time : newest;
      }
    }
    return newest;
  }
}
