package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.ConfigMapReader;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.ReportedResult;
import ai.sympozium.operator.agentrun.status.RunObservation;
import ai.sympozium.operator.agentrun.status.RunOutcome;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads everything that the next step of a run depends on. Reads the caches; reads the API server
 * when a live read is due, and before an outcome is concluded from a cache.
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
  private final ConfigMapReader configMaps;
  private final GatewayContacts contacts;
  private final NodeWarnings warnings;

  RunObserver(
      KubernetesClient client,
      InstantSource clock,
      RunLister runs,
      PlanStore plans,
      ConfigMapSigner signer,
      CompletionTracker completions,
      LiveReadSchedule liveReads,
      ConfigMapReader configMaps,
      GatewayContacts contacts,
      NodeWarnings warnings) {
    this.client = client;
    this.clock = clock;
    this.runs = runs;
    this.plans = plans;
    this.signer = signer;
    this.completions = completions;
    this.liveReads = liveReads;
    this.configMaps = configMaps;
    this.contacts = contacts;
    this.warnings = warnings;
  }

  /** Observes a run. Reads nothing if the run is final or being deleted. */
  public RunObservation observe(RunStatus status) {
    AgentRun run = status.run();
    if (run.isMarkedForDeletion() || status.isFinal()) {
      return RunObservation.NONE;
    }
    boolean live =
        status.startedAt().filter(at -> liveReads.isDue(run, at, clock.instant())).isPresent();
    Optional<RunPlan> plan = live ? plans.find(run) : plan(status);
    if (plan.isEmpty()) {
      return status.isStarted()
          ? RunObservation.withoutPlan(cachedPod(status))
          : RunObservation.NONE;
    }
    Optional<Report> report = storedReport(run);
    Optional<Pod> pod = live ? livePod(status) : cachedPod(status);
    if (pod.isEmpty() && !live && report.isEmpty() && status.outcome().isEmpty()) {
      // The cache may not know a new pod yet. Without this read its run would fail as PodMissing.
      pod = livePod(status);
    }
    pod = pod.map(warnings::explain).or(() -> disruptedPod(status));
    if (report.isEmpty() && (live || isDecidedWithoutReport(status, plan.get(), pod))) {
      report = liveReport(run);
    }
    return new RunObservation(
        plan,
        pod,
        report.flatMap(Report::result),
        report.isPresent(),
        completions.completedAt(run).isPresent(),
        contacts.notReached(run));
  }

  /** A verified report, whose result may be unreadable. */
  private record Report(Optional<ReportedResult> result) {}

  /** Finds the pod recorded in the status, in the cache or else in the API server. */
  Optional<Pod> findPod(RunStatus status) {
    return cachedPod(status).or(() -> livePod(status));
  }

  /**
   * The plan of a run is read live before it is considered lost. A new run has none. If an earlier
   * process has stored one, the attempt to store another one finds it.
   */
  private Optional<RunPlan> plan(RunStatus status) {
    AgentRun run = status.run();
    return StartTurns.isNew(status) ? plans.cached(run) : plans.cachedOrFind(run);
  }

  /** Whether the pod or the deadline would decide the outcome. A stored report has precedence. */
  private boolean isDecidedWithoutReport(RunStatus status, RunPlan plan, Optional<Pod> pod) {
    return status.outcome().isPresent()
        || RunOutcome.of(
                Optional.empty(),
                pod,
                status.startedAt().orElse(null),
                Duration.ofSeconds(plan.timeoutSeconds()),
                clock.instant())
            .isPresent();
  }

  private Optional<Pod> cachedPod(RunStatus status) {
    AgentRun run = status.run();
    return runs.pod(run.getMetadata().getNamespace(), podName(run)).filter(status::isPodOf);
  }

  /** The pod is deleted. Its last state states why, so that the run does not fail as PodMissing. */
  private Optional<Pod> disruptedPod(RunStatus status) {
    return Optional.ofNullable(status.value().podUID()).flatMap(runs::disruptedPod);
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

  private Optional<Report> storedReport(AgentRun run) {
    return completions.report(run).map(result -> new Report(Optional.of(result)));
  }

  private Optional<Report> liveReport(AgentRun run) {
    return configMaps.read(
        run.getMetadata().getNamespace(),
        RunObjects.transcriptName(run.getMetadata().getName()),
        map ->
            signer.verify(run.getMetadata().getUid(), map.getData())
                ? Optional.of(new Report(ReportedResult.read(map, run)))
                : Optional.empty());
  }

  private static String podName(AgentRun run) {
    return RunObjects.podName(run.getMetadata().getName(), run.getMetadata().getUid());
  }
}
