package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.UserFacingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A schedule of every minute. */
record DemoSchedule(KubectlClient kubectl, Path manifest, String name) {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /** Creates the schedule and returns the name of its first run. */
  String awaitFirstRun() throws Exception {
    var first = new CompletableFuture<String>();
    kubectl.run("apply", "--filename=" + manifest);
    var uid =
        kubectl.run(
            "get",
            "sympoziumschedule",
            name,
            "--namespace=" + Demo.NAMESPACE,
            "--output=go-template={{.metadata.uid}}");
    try (var watch =
        kubectl.watch(
            (fields, observed) -> first.complete(fields.getFirst()),
            KubectlClient.rows("metadata.name"),
            "agentruns",
            "--namespace=" + Demo.NAMESPACE,
            "--selector=sympozium.ai/schedule-uid=" + uid.strip())) {
      return first.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new UserFacingException(
          "the schedule started no run within %d s. More: %s"
              .formatted(
                  TIMEOUT.toSeconds(),
                  kubectl.commandLine(
                      "describe", "sympoziumschedule", name, "-n", Demo.NAMESPACE)));
    }
  }
}
