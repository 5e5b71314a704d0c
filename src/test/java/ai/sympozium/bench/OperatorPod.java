package ai.sympozium.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The pod of the installed operator. */
record OperatorPod(KubernetesClient client) {
  static final Pattern FIRST_RECONCILE =
      Pattern.compile("first reconcile (\\d+) ms after the start of the process");
  private static final String NAMESPACE = "sympozium-system";

  /** Finds the pod that is not being deleted. */
  Pod find() {
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

  LocalProcesses processes() {
    return LocalProcesses.of(find().getStatus().getContainerStatuses().getFirst());
  }

  String log() {
    return client.pods().inNamespace(NAMESPACE).withName(find().getMetadata().getName()).getLog();
  }

  String metrics() {
    String pod = "/api/v1/namespaces/" + NAMESPACE + "/pods/" + find().getMetadata().getName();
    return client.raw(pod + ":8080/proxy/q/metrics");
  }

  /** Deletes the pod, and returns when another one has reconciled. */
  void restart() {
    Pod old = find();
    client.resource(old).delete();
    Awaitility.await("operator")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() ->
            !find().getMetadata().getUid().equals(old.getMetadata().getUid())
                && Readiness.isPodReady(find())
                && FIRST_RECONCILE.matcher(log()).find());
  }

  /** Returns the first number that a pattern finds. */
  static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
