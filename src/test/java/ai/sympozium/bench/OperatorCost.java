package ai.sympozium.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.regex.Pattern;

/**
 * Cost of the operator since its start: requests from the API server's metrics, CPU from its own.
 */
final class OperatorCost {
  /**
   * While pods are simulated, the operator is the only account outside kube-system with requests.
   */
  private static final Pattern REQUESTS =
      Pattern.compile(
          "apiserver_flowcontrol_dispatched_requests_total\\{flow_schema=\"service-accounts\".*}"
              + " (\\S+)");

  private static final Pattern CPU = Pattern.compile("process_cpu_time_ns_total (\\S+)");

  private final KubernetesClient client;
  private final OperatorPod operator;

  OperatorCost(KubernetesClient client) {
    this.client = client;
    this.operator = new OperatorPod(client);
  }

  /** One reading of both counters. */
  record Mark(long requests, double cpuMillis) {}

  Mark mark() {
    return new Mark(
        (long) OperatorPod.number(REQUESTS, client.raw("/metrics")),
        OperatorPod.number(CPU, operator.metrics()) / 1e6);
  }
}
