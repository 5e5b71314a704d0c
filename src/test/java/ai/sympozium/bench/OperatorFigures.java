package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Measures the time from the operator's start to its first reconcile, and its idle memory. */
final class OperatorFigures {
  private static final String NAMESPACE = "sympozium-system";
  private static final int STARTS = 3;
  private static final Pattern STARTED =
      Pattern.compile("first reconcile (\\d+) ms after the start of the process");
  private static final Pattern QUARKUS = Pattern.compile("started in ([0-9.]+)s");

  private final KubernetesClient client;

  OperatorFigures(KubernetesClient client) {
    this.client = client;
  }

  void print() {
    LatencySamples reconcile = new LatencySamples("operator: process start → first reconcile");
    LatencySamples quarkus = new LatencySamples("of it Quarkus alone");
    LatencySamples memory = new LatencySamples("operator: RSS, MiB");
    LatencySamples baseline = new LatencySamples("kube-controller-manager: RSS, MiB");
    for (int i = 0; i < STARTS; i++) {
      restart();
      String log = log();
      reconcile.add(number(STARTED, log));
      quarkus.add(number(QUARKUS, log) * 1000);
      memory.add(resident(exec("cat", "/proc/1/status")));
      baseline.add(controllerManager());
    }
    System.out.println("| what | p50 | max | baseline | p50 | max | ratio |");
    System.out.println("|---|---|---|---|---|---|---|");
    System.out.println(reconcile.row(quarkus));
    System.out.println(memory.row(baseline));
    System.out.printf(Locale.ROOT, "%n%d starts%n", STARTS);
  }

  private void restart() {
    String old = pod().getMetadata().getUid();
    client.resource(pod()).delete();
    Awaitility.await("operator")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() ->
            !pod().getMetadata().getUid().equals(old)
                && Readiness.isPodReady(pod())
                && STARTED.matcher(log()).find());
  }

  private Pod pod() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", "sympozium")
        .list()
        .getItems()
        .stream()
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElseThrow();
  }

  private String log() {
    return client.pods().inNamespace(NAMESPACE).withName(pod().getMetadata().getName()).getLog();
  }

  private String exec(String... command) {
    var out = new ByteArrayOutputStream();
    try (var exec =
        client
            .pods()
            .inNamespace(NAMESPACE)
            .withName(pod().getMetadata().getName())
            .writingOutput(out)
            .exec(command)) {
      exec.exitCode().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static double controllerManager() {
    return ProcessHandle.allProcesses()
        .filter(
            p -> p.info().command().filter(c -> c.endsWith("/kube-controller-manager")).isPresent())
        .findFirst()
        .map(p -> {
          try {
            return resident(
                java.nio.file.Files.readString(
                    java.nio.file.Path.of("/proc/" + p.pid() + "/status")));
          } catch (java.io.IOException e) {
            return Double.NaN;
          }
        })
        .orElse(Double.NaN);
  }

  private static double resident(String status) {
    return number(Pattern.compile("VmRSS:\\s+(\\d+) kB"), status) / 1024;
  }

  private static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
