package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.base.BoundedMap;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.agentrun.status.StartProgress;
import ai.sympozium.operator.kube.ListPages;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads why a node does not start a pod: a Secret or a volume is missing, or the network does not
 * answer. Only events state it. Users can forge events, so the text is shown and decides nothing.
 */
@ApplicationScoped
class NodeWarnings {
  private static final int MAX_TEXT = 1024;

  /** A node repeats one event. A user who creates many for a pod must not fill the memory. */
  private static final int MAX_EVENTS = 20;

  /** A run is observed each time that its pod changes. Events of a node come less often. */
  private static final Duration LIFETIME = Duration.ofSeconds(15);

  private static final int MAX_PODS = 1024;

  /** Events about the scheduling are older than the assignment to a node. */
  private static final String FAILED_SCHEDULING = "FailedScheduling";

  private final KubernetesClient client;
  private final InstantSource clock;

  /** By the UID of the pod. */
  private final Map<String, Known> known = BoundedMap.byInsertion(MAX_PODS);

  private record Warning(String reason, String message) {}

  /** Result of a read about a pod, also that there is no warning. */
  private record Known(Optional<Warning> warning, Instant until) {}

  NodeWarnings(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Adds the newest warning about a pod that a node has been preparing for long. */
  Pod explain(Pod pod) {
    StartProgress progress = new StartProgress(pod);
    if (!progress.isPreparationSlow(clock.instant())) {
      return pod;
    }
    return newest(pod)
        .map(warning -> progress.withWarning(warning.reason(), warning.message()))
        .orElse(pod);
  }

  private Optional<Warning> newest(Pod pod) {
    String uid = pod.getMetadata().getUid();
    Instant now = clock.instant();
    Known last = known.get(uid);
    if (last != null && now.isBefore(last.until())) {
      return last.warning();
    }
    Optional<Warning> warning = read(pod);
    known.put(uid, new Known(warning, now.plus(LIFETIME)));
    return warning;
  }

  private Optional<Warning> read(Pod pod) {
    try {
      return warnings(pod)
          .max(Comparator.comparing(NodeWarnings::time))
          .map(e -> new Warning(e.getReason(), TruncatedText.ofBytes(e.getMessage(), MAX_TEXT)));
    } catch (KubernetesClientException e) {
      // The end of a run must not depend on its explanation.
      Log.warnf(
          "Cannot read the events of pod %s/%s, so its run does not state what the node waits for:"
              + " %s",
          pod.getMetadata().getNamespace(), pod.getMetadata().getName(), e.getMessage());
      return Optional.empty();
    }
  }

  private Stream<Event> warnings(Pod pod) {
    List<Event> found = new ArrayList<>();
    ListPages.<Event>forEachWhile(
        client
            .v1()
            .events()
            .inNamespace(pod.getMetadata().getNamespace())
            .withField("involvedObject.uid", pod.getMetadata().getUid())
            .withField("type", "Warning"),
        null,
        event -> {
          found.add(event);
          return found.size() < MAX_EVENTS;
        });
    return found.stream()
        .filter(e -> e.getReason() != null && e.getMessage() != null)
        .filter(e -> !FAILED_SCHEDULING.equals(e.getReason()));
  }

  private static String time(Event event) {
    return Objects.requireNonNullElse(
        event.getLastTimestamp(), event.getMetadata().getCreationTimestamp());
  }
}
