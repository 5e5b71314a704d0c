package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.regex.Matcher;
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

  OperatorCost(KubernetesClient client) {
    this.client = client;
  }

  /** One reading of both counters. */
  record Mark(long requests, double cpuMillis) {}

  Mark mark() {
    return new Mark(
        (long) number(REQUESTS, client.raw("/metrics")),
        number(CPU, client.raw(operator() + ":8080/proxy/q/metrics")) / 1e6);
  }

  private String operator() {
    Pod pod =
        client
            .pods()
            .inNamespace("sympozium-system")
            .withLabel("app.kubernetes.io/name", "sympozium")
            .list()
            .getItems()
            .getFirst();
    return "/api/v1/namespaces/sympozium-system/pods/" + pod.getMetadata().getName();
  }

  private static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
