package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.ReportedResult;
import ai.sympozium.operator.agentrun.status.RunObservation;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads everything that the next step of a run depends on. Reads the caches; reads the API server
 * when a live read is due, and before a loss is concluded from a cache.
 */
@ApplicationScoped
public class RunObserver {
  private final KubernetesClient client;
  private final InstantSource clock;
  private final RunLister runs;
  private final PlanStore plans;
  private final ConfigMapSigner signer;
  private final CompletionTracker completions;
  private final LiveReadSchedule liveReads;

  RunObserver(
      KubernetesClient client,
      InstantSource clock,
      RunLister runs,
      PlanStore plans,
      ConfigMapSigner signer,
      CompletionTracker completions,
      LiveReadSchedule liveReads) {
    this.client = client;
    this.clock = clock;
    this.runs = runs;
    this.plans = plans;
    this.signer = signer;
    this.completions = completions;
    this.liveReads = liveReads;
  }

  /** Observes a run. Reads nothing if the run is final or being deleted. */
  public RunObservation observe(RunStatus status) {
    AgentRun run = status.run();
    if (run.isMarkedForDeletion() || status.isFinal()) {
      return RunObservation.NONE;
    }
    Optional<RunPlan> plan = plan(status);
    if (plan.isEmpty()) {
      return status.isStarted()
          ? RunObservation.withoutPlan(cachedPod(status))
          : RunObservation.NONE;
    }
    boolean live =
        status.startedAt().filter(at -> liveReads.isDue(run, at, clock.instant())).isPresent();
    Optional<Pod> pod = live ? livePod(status) : cachedPod(status);
    Optional<ConfigMap> report =
        (live ? liveReport(run) : cachedReport(run))
            .filter(map -> signer.verify(run.getMetadata().getUid(), map.getData()));
    Optional<ReportedResult> result = report.flatMap(map -> ReportedResult.read(map, run));
    boolean decided =
        status.outcome().isPresent() || result.filter(ReportedResult::complete).isPresent();
    if (pod.isEmpty() && !live && !decided) {
      // The cache may not know a new pod yet. Without this read its run would fail as PodMissing.
      pod = livePod(status);
    }
    return new RunObservation(
        plan, pod, result, report.isPresent(), completions.completedAt(run).isPresent());
  }

  /** Finds the pod recorded in the status, in the cache or else in the API server. */
  Optional<Pod> findPod(RunStatus status) {
    return cachedPod(status).or(() -> livePod(status));
  }

  /** The plan of a started run is read live before it is considered lost. */
  private Optional<RunPlan> plan(RunStatus status) {
    AgentRun run = status.run();
    Optional<RunPlan> cached =
        runs.configMap(
                run.getMetadata().getNamespace(), RunObjects.planName(run.getMetadata().getName()))
            .flatMap(map -> plans.read(map, run));
    return cached.isEmpty() && status.isStarted() ? plans.find(run) : cached;
  }

  private Optional<Pod> cachedPod(RunStatus status) {
    AgentRun run = status.run();
    return runs.pod(run.getMetadata().getNamespace(), podName(run)).filter(status::isPodOf);
  }

  private Optional<Pod> livePod(RunStatus status) {
    if (!status.isStarted()) {
      return Optional.empty();
    }
    AgentRun run = status.run();
    return Optional.ofNullable(
            client
                .pods()
                .inNamespace(run.getMetadata().getNamespace())
                .withName(podName(run))
                .get())
        .filter(status::isPodOf);
  }

  private Optional<ConfigMap> cachedReport(AgentRun run) {
    return runs.configMap(
        run.getMetadata().getNamespace(), RunObjects.transcriptName(run.getMetadata().getName()));
  }

  private Optional<ConfigMap> liveReport(AgentRun run) {
    return Optional.ofNullable(
        client
            .configMaps()
            .inNamespace(run.getMetadata().getNamespace())
            .withName(RunObjects.transcriptName(run.getMetadata().getName()))
            .get());
  }

  private static String podName(AgentRun run) {
    return RunObjects.podName(run.getMetadata().getName(), run.getMetadata().getUid());
  }
}
