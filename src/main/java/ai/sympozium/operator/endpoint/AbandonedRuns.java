package ai.sympozium.operator.endpoint;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.EndpointProcess;
import ai.sympozium.operator.kube.ListPages;
import ai.sympozium.operator.kube.MetadataReader;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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
import java.util.concurrent.ConcurrentHashMap;

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
  private final MetadataReader metadata;
  private final EndpointRuns runs;
  private final InstantSource clock;
  private final Map<String, Instant> checkedAt = new ConcurrentHashMap<>();

  AbandonedRuns(
      KubernetesClient client, MetadataReader metadata, EndpointRuns runs, InstantSource clock) {
    this.client = client;
    this.metadata = metadata;
    this.runs = runs;
    this.clock = clock;
  }

  /** Checks the active runs of an endpoint, unless this was done a short time ago. */
  void cancel(SympoziumInstance instance) {
    Instant now = clock.instant();
    List<AgentRun> active =
        runs.active(instance).stream().filter(run -> isOld(run, now)).toList();
    if (active.isEmpty() || !isDue(instance, now)) {
      return;
    }
    Map<String, EndpointProcess> processes = processesOfRuns(instance);
    // After the runs: a pod that is absent now was not replaced by one of the same UID.
    Map<String, Pod> pods = pods(instance);
    active.stream()
        .filter(run ->
            Optional.ofNullable(processes.get(run.getMetadata().getName()))
                .filter(process -> !exists(process, pods))
                .isPresent())
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
    if (checkedAt.size() >= MAX_REMEMBERED) {
      checkedAt.clear();
    }
    checkedAt.put(uid, now);
    return true;
  }

  /** Returns the processes by the names of their runs. Runs that need none have none. */
  private Map<String, EndpointProcess> processesOfRuns(SympoziumInstance instance) {
    Map<String, EndpointProcess> processes = new HashMap<>();
    ListPages.<GenericKubernetesResource>forEach(
        options ->
            metadata.page(AgentRun.class, instance.getMetadata().getNamespace(), options),
        selector(instance, SympoziumLabels.LABEL_SOURCE, SympoziumLabels.SOURCE_ENDPOINT),
        run ->
            Optional.ofNullable(run.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(SympoziumLabels.ANNOTATION_ENDPOINT_PROCESS))
                .flatMap(EndpointProcess::parse)
                .ifPresent(process -> processes.put(run.getMetadata().getName(), process)));
    return processes;
  }

  private Map<String, Pod> pods(SympoziumInstance instance) {
    Map<String, Pod> pods = new HashMap<>();
    ListPages.<Pod>forEach(
        client.pods().inNamespace(instance.getMetadata().getNamespace()),
        selector(instance, SympoziumLabels.LABEL_COMPONENT, EndpointContract.PACK),
        pod -> pods.put(pod.getMetadata().getUid(), pod));
    return pods;
  }

  private static boolean exists(EndpointProcess process, Map<String, Pod> pods) {
    return Optional.ofNullable(pods.get(process.podUID()))
        .filter(pod -> ProcessStart.isPossible(process, pod))
        .isPresent();
  }

  private static String selector(SympoziumInstance instance, String label, String value) {
    return label
        + "="
        + value
        + ","
        + SympoziumLabels.LABEL_INSTANCE
        + "="
        + instance.getMetadata().getName();
  }
}
