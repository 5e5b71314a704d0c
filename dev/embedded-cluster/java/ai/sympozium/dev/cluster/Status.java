package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/** Checks and prints the state of the cluster. */
final class Status {
  private static final String READY = "jsonpath={.status.conditions[?(@.type=='Ready')].status}";

  private Status() {}

  static boolean healthy() throws IOException {
    return componentsRun() && nodeReady();
  }

  /** Waits because a busy machine can delay the node's heartbeat of a working cluster. */
  static boolean becomesHealthy(Progress.Step step) throws IOException, InterruptedException {
    for (int second = 0; second < 20 && componentsRun(); second++) {
      if (nodeReady()) {
        return true;
      }
      step.detail("waiting for node " + ClusterPaths.NODE);
      Thread.sleep(1000);
    }
    return false;
  }

  private static boolean componentsRun() {
    return Files.exists(ClusterPaths.KUBECONFIG)
        && Component.ALL.stream().allMatch(name -> Component.process(name).isPresent());
  }

  private static boolean nodeReady() throws IOException {
    var node =
        Kubectl.of("get", "node", ClusterPaths.NODE, "-o", READY, "--request-timeout=3s").attempt();
    return node.succeeded() && node.output().equals("True");
  }

  static int print(Progress progress) throws IOException {
    if (!ClusterCleanup.exists()) {
      progress.say("There is no cluster on this machine. Start one: dev/cluster up");
      return 3;
    }
    if (Files.exists(ClusterPaths.KUBECONFIG) && !Files.isReadable(ClusterPaths.KUBECONFIG)) {
      Prerequisites.needRoot("status");
    }
    progress.say("%-26s%8s%10s%10s".formatted("COMPONENT", "PID", "MEMORY", "UP"));
    for (var name : Component.ALL) {
      var process = Component.process(name);
      progress.say(
          process.isEmpty()
              ? "%-26s%8s   stopped; log: tail %s".formatted(name, "-", Component.log(name))
              : "%-26s%8d%6d MiB%10s"
                  .formatted(
                      name,
                      process.get().pid(),
                      memory(process.get().pid()),
                      uptime(process.get().info().startInstant().orElse(Instant.now()))));
    }
    var healthy = healthy();
    progress.say("");
    progress.say("node %s      %s".formatted(ClusterPaths.NODE, healthy ? "Ready" : "not Ready"));
    if (healthy) {
      progress.say("pods          " + pods());
      progress.say("kubeconfig    " + ClusterPaths.KUBECONFIG);
    }
    return healthy ? 0 : 3;
  }

  private static String pods() throws IOException {
    var phases =
        Kubectl.of(
                "get", "pods", "-A", "-o", "jsonpath={range .items[*]}{.status.phase}{'\\n'}{end}")
            .run()
            .lines()
            .collect(Collectors.groupingBy(phase -> phase, Collectors.counting()));
    return phases.isEmpty()
        ? "none"
        : phases.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  private static long memory(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    }
  }

  private static String uptime(Instant start) {
    var uptime = Duration.between(start, Instant.now());
    return uptime.toHours() > 0
        ? "%d h %02d m".formatted(uptime.toHours(), uptime.toMinutesPart())
        : "%d m %02d s".formatted(uptime.toMinutes(), uptime.toSecondsPart());
  }
}
