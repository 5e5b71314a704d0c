package ai.sympozium.operator.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.base.BoundedMap;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.EndpointProcess;
import ai.sympozium.operator.kube.ListPages;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cancels runs whose client waited at a process of the endpoint that does not exist any more. A
 * process that is killed cannot cancel them, and their permissions would last until their timeout.
 */
@ApplicationScoped
class AbandonedRuns {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  /** Most runs are finished before, so nothing is read for them. */
  private static final Duration MIN_AGE = Duration.ofSeconds(15);

  private static final int MAX_REMEMBERED = 4096;

  private final KubernetesClient client;
  private final EndpointRuns runs;
  private final InstantSource clock;
  private final Map<String, Instant> checkedAt = BoundedMap.byInsertion(MAX_REMEMBERED);

  AbandonedRuns(KubernetesClient client, EndpointRuns runs, InstantSource clock) {
    this.client = client;
    this.runs = runs;
    this.clock = clock;
  }

  /** Checks the active runs of an endpoint, unless this was done a short time ago. */
  void cancel(SympoziumInstance instance) {
    Instant now = clock.instant();
    List<AgentRun> active =
        runs.active(instance).stream()
            .filter(run -> process(run).isPresent() && isOld(run, now))
            .toList();
    if (active.isEmpty() || !isDue(instance, now)) {
      return;
    }
    // Read after the runs, so a pod that is absent has existed and never exists again.
    Map<String, Pod> pods = pods(instance, active);
    active.stream()
        .filter(run -> process(run).stream().noneMatch(process -> exists(process, pods)))
        .forEach(run -> runs.cancel(instance, run));
  }

  private static boolean isOld(AgentRun run, Instant now) {
    return Instant.parse(run.getMetadata().getCreationTimestamp()).plus(MIN_AGE).isBefore(now);
  }

  private boolean isDue(SympoziumInstance instance, Instant now) {
    String uid = instance.getMetadata().getUid();
    Instant last = checkedAt.get(uid);
    if (last != null && now.isBefore(last.plus(INTERVAL))) {
      return false;
    }
    checkedAt.put(uid, now);
    return true;
  }

  /** Returns the pods that the runs name, by their UIDs. */
  private Map<String, Pod> pods(SympoziumInstance instance, List<AgentRun> active) {
    Set<String> named =
        active.stream()
            .flatMap(run -> process(run).stream())
            .map(EndpointProcess::podUID)
            .collect(Collectors.toSet());
    Map<String, Pod> pods = new HashMap<>();
    ListPages.<Pod>forEach(
        client.pods().inNamespace(instance.getMetadata().getNamespace()),
        "%s=%s,%s=%s"
            .formatted(
                SympoziumLabels.LABEL_COMPONENT,
                EndpointContract.PACK,
                SympoziumLabels.LABEL_INSTANCE,
                instance.getMetadata().getName()),
        pod -> {
          // Any user who can create pods can label them.
          if (named.contains(pod.getMetadata().getUid())) {
            pods.put(pod.getMetadata().getUid(), pod);
          }
        });
    return pods;
  }

  /** Returns the process that a run needs; empty if it needs none. */
  private static Optional<EndpointProcess> process(AgentRun run) {
    return Optional.ofNullable(run.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(SympoziumLabels.ANNOTATION_ENDPOINT_PROCESS))
        .flatMap(EndpointProcess::parse);
  }

  private static boolean exists(EndpointProcess process, Map<String, Pod> pods) {
    return Optional.ofNullable(pods.get(process.podUID()))
        .filter(pod -> ProcessStart.isPossible(process, pod))
        .isPresent();
  }
}
