package ai.sympozium.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.regex.Pattern;

/** Measures the time from the operator's start to its first reconcile, and its idle memory. */
final class OperatorFigures {
  private static final int STARTS = 3;
  private static final Pattern QUARKUS = Pattern.compile("started in ([0-9.]+)s");

  private final OperatorPod operator;

  OperatorFigures(KubernetesClient client) {
    this.operator = new OperatorPod(client);
  }

  void print() {
    LatencySamples reconcile = new LatencySamples("operator: process start → first reconcile");
    LatencySamples quarkus = new LatencySamples("of it Quarkus alone");
    LatencySamples memory = new LatencySamples("operator: RSS, MiB");
    LatencySamples baseline = new LatencySamples("kube-controller-manager: RSS, MiB");
    for (int i = 0; i < STARTS; i++) {
      operator.restart();
      String log = operator.log();
      reconcile.add(OperatorPod.number(OperatorPod.FIRST_RECONCILE, log));
      quarkus.add(OperatorPod.number(QUARKUS, log) * 1000);
      memory.add(operator.processes().residentMiB());
      baseline.add(LocalProcesses.named("kube-controller-manager").residentMiB());
    }
    System.out.println("| what | p50 | max | baseline | p50 | max | ratio |");
    System.out.println("|---|---|---|---|---|---|---|");
    System.out.println(reconcile.row(quarkus));
    System.out.println(memory.row(baseline));
    System.out.printf(Locale.ROOT, "%n%d starts%n", STARTS);
  }
}
