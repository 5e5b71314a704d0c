package ai.sympozium.operator.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Cleanup;
import ai.sympozium.api.Sympozium;
import ai.sympozium.operator.OperatorConfig;
import ai.sympozium.operator.event.Events;
import ai.sympozium.operator.grant.Revocation;
import ai.sympozium.operator.grant.RightsAlive;
import ai.sympozium.operator.run.Planning.Planned;
import ai.sympozium.operator.run.Planning.Refused;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leads a run through its life: plan, grant, pod, end. Each reconcile looks at what there is and
 * takes the next step; it may die after any write and the next one goes on from there.
 */
@ControllerConfiguration(name = "agentrun")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 200,
    intervalMultiplier = 1.5,
    maxInterval = 10_000)
public class AgentRunReconciler implements Reconciler<AgentRun> {
  private static final Duration NEXT_LOOK_AT_PULL = Duration.ofSeconds(5);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final PlanStore plans;
  private final RunStart start;
  private final Revocation revocation;
  private final Events events;
  private final RunMetrics metrics;
  private final EndsSeen ends;
  private final RunCache cache;

  private @Nullable Watched watched;

  AgentRunReconciler(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      PlanStore plans,
      RunStart start,
      Revocation revocation,
      Events events,
      RunMetrics metrics,
      EndsSeen ends,
      RunCache cache) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.plans = plans;
    this.start = start;
    this.revocation = revocation;
    this.events = events;
    this.metrics = metrics;
    this.ends = ends;
    this.cache = cache;
  }

  @Override
  public List<EventSource<?, AgentRun>> prepareEventSources(EventSourceContext<AgentRun> context) {
    Watched sources = new Watched(client, config, context);
    watched = sources;
    cache.fill(context, sources);
    ends.wake(sources::wake);
    metrics.grantsActive(() -> context.getPrimaryCache().list());
    return sources.sources();
  }

  /** What fails is tried again for as long as it takes: a right must not outlive our patience. */
  @Override
  public UpdateControl<AgentRun> reconcile(AgentRun seen, Context<AgentRun> context) {
    try {
      return step(seen, context);
    } catch (RightsAlive e) {
      events.warning(seen, "RevocationPending", e.words());
      throw e;
    }
  }

  private UpdateControl<AgentRun> step(AgentRun run, Context<AgentRun> context) {
    cache.changed(run);
    if (context.isPrimaryResourceDeleted()) {
      ends.forget(run);
      return UpdateControl.noUpdate();
    }
    if (run.isMarkedForDeletion()) {
      return delete(run, context);
    }
    RunStatus status = RunStatus.of(run);
    if (status.isFinal()) {
      // What a death between the final status and the finalizer's removal left undone.
      Finalizer.remove(client, run);
      return expire(run);
    }
    Optional<Plan> known =
        watched()
            .configMap(run, PlanStore.name(run.getMetadata().getName()))
            .flatMap(map -> plans.read(map, run));
    if (known.isPresent()) {
      return proceed(run, known.get(), status, context);
    }
    return switch (plan(run)) {
      case Refused refused -> refuse(run, status, refused, context);
      case Planned planned -> begun(run, status, start.begin(run, planned, context), context);
    };
  }

  private UpdateControl<AgentRun> expire(AgentRun run) {
    Optional<Instant> due = RunStatus.of(run).expiresAt();
    if (due.isEmpty()) {
      return UpdateControl.noUpdate();
    }
    Duration left = Duration.between(clock.instant(), due.get());
    if (left.isPositive()) {
      return UpdateControl.<AgentRun>noUpdate().rescheduleAfter(left);
    }
    client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
    return UpdateControl.noUpdate();
  }

  private Planning plan(AgentRun run) {
    Planning first = Planner.plan(run, watched().cached());
    return first instanceof Refused ? Planner.plan(run, watched().fresh()) : first;
  }

  private UpdateControl<AgentRun> proceed(
      AgentRun run, Plan plan, RunStatus status, Context<AgentRun> context) {
    Instant now = clock.instant();
    Optional<Pod> pod = watched().pod(run);
    Optional<ConfigMap> report =
        watched().configMap(run, RunRecord.name(run.getMetadata().getName()));
    Optional<RunRecord> record = report.flatMap(map -> RunRecord.read(map, run));
    Duration timeout = Duration.ofSeconds(plan.timeoutSeconds());
    Optional<Outcome> outcome =
        status
            .outcome()
            .or(() ->
                Outcome.of(
                    record,
                    pod.or(() -> confirmedPod(run, status)),
                    status.startedAt().or(() -> pod.map(AgentRunReconciler::created)).orElse(null),
                    timeout,
                    now));
    if (outcome.isPresent()) {
      return end(
          run,
          plan,
          status.startedAt().isPresent() ? status : status.planned(plan, now),
          outcome.get(),
          record,
          report.isPresent(),
          pod,
          context);
    }
    if (status.startedAt().isPresent() && pod.filter(Outcome::agentEnded).isPresent()) {
      // The result is still on its way; the rights don't wait for it.
      Instant endSeen = ends.see(run);
      RunStatus revoked = status;
      if (!status.isRevoked()) {
        revocation.revoke(plan.grants());
        revoked = status.revoked(endSeen, clock.instant());
      }
      return patch(run, status, revoked, untilDeadline(status, timeout, now), context);
    }
    if (ends.of(run).isPresent()) {
      // The report is being kept and will wake us; the rights don't wait for it.
      revocation.unbind(plan.grants());
    }
    if (status.startedAt().isEmpty()) {
      return begun(run, status, start.goOn(run, plan, context), context);
    }
    boolean agentRuns =
        pod.filter(p -> p.getStatus() != null && "Running".equals(p.getStatus().getPhase()))
            .isPresent();
    Optional<String> trouble = pod.flatMap(Outcome::trouble);
    RunStatus next = status.running(agentRuns, trouble, now);
    return patch(
        run,
        status,
        next,
        trouble.isPresent() ? NEXT_LOOK_AT_PULL : untilDeadline(next, timeout, now),
        context);
  }

  private UpdateControl<AgentRun> begun(
      AgentRun run, RunStatus status, Start result, Context<AgentRun> context) {
    return switch (result) {
      case Start.Refused(Refused refused) -> refuse(run, status, refused, context);
      case Start.Failed(Plan plan, String reason, String words) ->
          fail(run, plan, status, reason, words, context);
      case Start.Started(Plan plan, Pod pod) ->
          // Dying before this is written: the pod is found by its name, compared and adopted.
          patch(
              run,
              status,
              status.started(plan, pod.getMetadata(), clock.instant()),
              Duration.ofSeconds(plan.timeoutSeconds()),
              context);
    };
  }

  private UpdateControl<AgentRun> fail(
      AgentRun run,
      Plan plan,
      RunStatus status,
      String reason,
      String words,
      Context<AgentRun> context) {
    return end(
        run,
        plan,
        status.planned(plan, clock.instant()),
        Outcome.failed(reason, words, null),
        Optional.empty(),
        false,
        watched().pod(run),
        context);
  }

  /** Rights first, then the proof, then the pod, then the final status, then the finalizer. */
  private UpdateControl<AgentRun> end(
      AgentRun run,
      Plan plan,
      RunStatus status,
      Outcome outcome,
      Optional<RunRecord> record,
      boolean reported,
      Optional<Pod> pod,
      Context<AgentRun> context) {
    Instant endSeen = ends.see(run);
    RunStatus current = status;
    boolean derivable = record.filter(RunRecord::complete).isPresent();
    if (!derivable && status.outcome().isEmpty()) {
      // What this was concluded from is about to be deleted.
      current = status.completed(outcome, clock.instant());
      write(run, current, context);
    }
    if (!current.isRevoked()) {
      revocation.revoke(plan.grants());
      current = current.revoked(endSeen, clock.instant());
      if (!plan.grants().isEmpty()) {
        Duration lag = Duration.between(endSeen, clock.instant());
        metrics.revoked(lag);
        events.normal(
            run,
            "Revoked",
            "rights of "
                + plan.grants().size()
                + " skill(s) deleted, access refused by the API server, "
                + Durations.words(lag)
                + " after the end");
      }
    }
    if (run.getSpec().cleanup() == Cleanup.DELETE || !Outcome.podEnds(outcome)) {
      deletePod(run);
    }
    Optional<RunRecord> result =
        record.filter(RunRecord::complete).or(() -> pod.flatMap(Outcome::lastWords));
    RunStatus done = current.ended(outcome, result, reported, clock.instant());
    AgentRun last = write(run, done, context);
    metrics.ended(outcome, Duration.between(created(run), clock.instant()));
    if (outcome.success()) {
      events.normal(run, "Succeeded", "the agent has answered");
    } else {
      events.warning(run, outcome.reason(), outcome.words());
    }
    ends.forget(run);
    Finalizer.remove(client, last);
    return UpdateControl.noUpdate();
  }

  private UpdateControl<AgentRun> refuse(
      AgentRun run, RunStatus status, Refused refused, Context<AgentRun> context) {
    AgentRun last = write(run, status.refused(refused, clock.instant()), context);
    events.warning(run, "PlanRefused", refused.message() + " Nothing was created.");
    metrics.ended(
        Outcome.failed(refused.reason().name(), refused.message(), null),
        Duration.between(created(run), clock.instant()));
    Finalizer.remove(client, last);
    return UpdateControl.noUpdate();
  }

  private UpdateControl<AgentRun> delete(AgentRun run, Context<AgentRun> context) {
    if (run.hasFinalizer(Sympozium.RUN_FINALIZER)) {
      plans.find(run).ifPresent(plan -> revocation.revoke(plan.grants()));
      deletePod(run);
      Finalizer.remove(client, run);
    }
    return UpdateControl.noUpdate();
  }

  private void deletePod(AgentRun run) {
    String name = RunPod.name(run.getMetadata().getName(), run.getMetadata().getUid());
    var pods = client.pods().inNamespace(run.getMetadata().getNamespace()).withName(name);
    Pod pod = watched().pod(run).orElseGet(pods::get);
    String ours = RunStatus.of(run).now().podUid();
    if (pod != null
        && Owned.by(run, pod)
        && (ours == null || ours.equals(pod.getMetadata().getUid()))) {
      pods.delete();
    }
  }

  /** A pod that the cache has not seen yet; without this a run would fail as lost at its start. */
  private Optional<Pod> confirmedPod(AgentRun run, RunStatus status) {
    if (status.startedAt().isEmpty()) {
      return Optional.empty();
    }
    String name = RunPod.name(run.getMetadata().getName(), run.getMetadata().getUid());
    return Optional.ofNullable(
            client.pods().inNamespace(run.getMetadata().getNamespace()).withName(name).get())
        .filter(pod -> Owned.by(run, pod));
  }

  private static Instant created(HasMetadata object) {
    return Instant.parse(object.getMetadata().getCreationTimestamp());
  }

  private static Duration untilDeadline(RunStatus status, Duration timeout, Instant now) {
    Duration left = Duration.between(now, status.startedAt().orElse(now).plus(timeout));
    return left.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : left;
  }

  /**
   * The SDK takes every event up to our own write for an echo of it, also that of a deletion which
   * came in between. The answer to the write tells of it.
   */
  private static UpdateControl<AgentRun> patch(
      AgentRun run,
      RunStatus before,
      RunStatus after,
      Duration nextLook,
      Context<AgentRun> context) {
    UpdateControl<AgentRun> done = UpdateControl.noUpdate();
    boolean deleted =
        !after.now().equals(before.now()) && write(run, after, context).isMarkedForDeletion();
    return done.rescheduleAfter(deleted ? AT_ONCE : nextLook);
  }

  /**
   * Writes at once and keeps the answer in the cache, so that no later event sees an older state.
   */
  private static AgentRun write(AgentRun run, RunStatus status, Context<AgentRun> context) {
    return context.resourceOperations().serverSideApplyPrimaryStatus(bare(run, status));
  }

  private static AgentRun bare(AgentRun run, RunStatus status) {
    AgentRun bare = new AgentRun();
    bare.getMetadata().setName(run.getMetadata().getName());
    bare.getMetadata().setNamespace(run.getMetadata().getNamespace());
    bare.getMetadata().setUid(run.getMetadata().getUid());
    bare.setStatus(status.now());
    return bare;
  }

  private Watched watched() {
    return java.util.Objects.requireNonNull(
        watched, "reconciling before the sources were prepared");
  }
}
