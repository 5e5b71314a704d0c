package ai.sympozium.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cost of a process that has nothing to do.
 *
 * @param residentMiB resident memory before the garbage collection
 * @param heapMiB heap that is in use after a complete garbage collection
 */
record IdleCost(double residentMiB, double heapMiB, double cpuMillisPerSecond) {
  private static final double MIB = 1 << 20;
  private static final Pattern JVM_HEAP =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\".*} (\\S+)$");
  private static final Pattern GO_HEAP = Pattern.compile("(?m)^# HeapAlloc = (\\d+)$");
  private static final int CONTROLLER_MANAGER_PORT = 10257;

  /** Measures the operator. */
  static IdleCost ofOperator(KubernetesClient client, Duration time)
      throws IOException, InterruptedException {
    OperatorPod operator = new OperatorPod(client);
    LocalProcesses processes = operator.processes();
    double cpu = cpu(processes, time);
    double resident = processes.residentMiB();
    collectGarbage(processes.pid());
    double heap =
        JVM_HEAP
            .matcher(operator.metrics())
            .results()
            .mapToDouble(used -> Double.parseDouble(used.group(1)) / MIB)
            .sum();
    return new IdleCost(resident, heap, cpu);
  }

  /** Measures kube-controller-manager. */
  static IdleCost ofControllerManager(KubernetesClient client, Duration time)
      throws InterruptedException {
    LocalProcesses processes = LocalProcesses.named("kube-controller-manager");
    double cpu = cpu(processes, time);
    double resident = processes.residentMiB();
    String node = URI.create(client.getConfiguration().getMasterUrl()).getHost();
    Config config =
        new ConfigBuilder(client.getConfiguration())
            .withMasterUrl("https://" + node + ":" + CONTROLLER_MANAGER_PORT)
            .withTrustCerts(true)
            .withDisableHostnameVerification(true)
            .withCaCertFile(null)
            .withCaCertData(null)
            .build();
    try (KubernetesClient manager = new KubernetesClientBuilder().withConfig(config).build()) {
      String profile = manager.raw("/debug/pprof/heap?gc=1&debug=1");
      return new IdleCost(resident, OperatorPod.number(GO_HEAP, profile) / MIB, cpu);
    }
  }

  /** The first period lets the process finish what the objects before it have caused. */
  private static double cpu(LocalProcesses processes, Duration time) throws InterruptedException {
    Thread.sleep(time);
    double before = processes.cpuMillis();
    // The period that is measured.
    Thread.sleep(time);
    return (processes.cpuMillis() - before) / time.toSeconds();
  }

  private static void collectGarbage(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd: " + output);
    }
  }

  /** Formats a row of a Markdown table. */
  String row(String name) {
    return String.format(
        Locale.ROOT, "| %s | %.0f | %.1f | %.1f |", name, residentMiB, heapMiB, cpuMillisPerSecond);
  }

  IdleCost minus(IdleCost other) {
    return new IdleCost(
        residentMiB - other.residentMiB,
        heapMiB - other.heapMiB,
        cpuMillisPerSecond - other.cpuMillisPerSecond);
  }

  IdleCost dividedBy(IdleCost other) {
    return new IdleCost(
        residentMiB / other.residentMiB,
        heapMiB / other.heapMiB,
        cpuMillisPerSecond / other.cpuMillisPerSecond);
  }
}
