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

/** What Maven builds. */
final class Build {
  private static final Duration LIMIT = Duration.ofMinutes(60);

  /** What Maven says after each failure about itself. */
  private static final Pattern ADVICE =
      Pattern.compile("^\\[ERROR] *(To see|Re-run|For more|\\[Help|-> \\[Help|$)");

  private Build() {}

  /** Builds when nothing is built yet or something was changed since. */
  static void application(Path root, Progress progress) throws Exception {
    var built = root.resolve("target/quarkus-app/quarkus-run.jar");
    if (Files.exists(built)
        && !newest(root).isAfter(Files.getLastModifiedTime(built).toInstant())) {
      return;
    }
    progress.step(
        "Sympozium",
        step -> {
          step.event("building with Maven");
          var began = Instant.now();
          var log = root.resolve("target/demo-build.log");
          Files.deleteIfExists(log);
          // How it is formatted matters to a commit, not to a demo.
          var maven =
              new ProcessBuilder(
                      root.resolve("mvnw").toString(),
                      "-q",
                      "-B",
                      "-DskipTests",
                      "-Dspotless.check.skip=true",
                      "package")
                  .directory(root.toFile());
          if (ProcessRunner.logged(maven, log, LIMIT) != 0) {
            var errors =
                Files.readAllLines(log).stream().filter(line -> !ADVICE.matcher(line).find());
            throw new UserFacingException(
                "Maven could not build this:\n%s\nMore: less %s"
                    .formatted(ProcessRunner.lastLines(errors.toList()), log));
          }
          // What was changed meanwhile is newer.
          Files.setLastModifiedTime(built, FileTime.from(began));
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
