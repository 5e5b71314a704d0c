package ai.sympozium.operator.agentrun;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.CleanupPolicy;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.cache.LiveReadSchedule;
import ai.sympozium.operator.agentrun.cache.RunEventSources.Sight;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.lifecycle.CompletionTracker;
import ai.sympozium.operator.agentrun.lifecycle.PlanStore;
import ai.sympozium.operator.agentrun.lifecycle.RunFinalizer;
import ai.sympozium.operator.agentrun.lifecycle.RunMetrics;
import ai.sympozium.operator.agentrun.lifecycle.RunStarter;
import ai.sympozium.operator.agentrun.lifecycle.StartResult;
import ai.sympozium.operator.agentrun.plan.Durations;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlanner;
import ai.sympozium.operator.agentrun.status.ReportedResult;
import ai.sympozium.operator.agentrun.status.RunOutcome;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.GrantRevoker;
import ai.sympozium.operator.grant.RevocationPendingException;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leads a run through its life: plan, grant, pod, end. Each reconcile looks at what there is and
 * takes the next step; it may die after any write and the next one goes on from there.
 */
@ControllerConfiguration(
    name = "agentrun",
    informer = @Informer(informerListLimit = RunEventSources.PAGE))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 500,
    intervalMultiplier = 3,
    maxInterval = 10_000)
public class AgentRunReconciler implements Reconciler<AgentRun> {
  private static final Duration NEXT_LOOK_AT_PULL = Duration.ofSeconds(5);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** When a reconcile that does nothing has ended for sure. */
  private static final Duration AFTER_RECONCILE = Duration.ofMillis(500);

  private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);

  /** About five minutes at the slowest pace of retries. */
  private static final int ATTEMPTS_PER_EVENT = 30;

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final PlanStore plans;
  private final ConfigMapSigner seal;
  private final RunStarter start;
  private final GrantRevoker revocation;
  private final EventRecorder events;
  private final RunMetrics metrics;
  private final CompletionTracker ends;
  private final RunLister cache;
  private final LiveReadSchedule looks = new LiveReadSchedule();

  /** Why each run that is in trouble was last warned of, by its UID. */
  private final ConcurrentHashMap<String, String> warned = new ConcurrentHashMap<>();

  private @Nullable RunEventSources watched;

  AgentRunReconciler(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      PlanStore plans,
      ConfigMapSigner seal,
      RunStarter start,
      GrantRevoker revocation,
      EventRecorder events,
      RunMetrics metrics,
      CompletionTracker ends,
      RunLister cache) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.plans = plans;
    this.seal = seal;
    this.start = start;
    this.revocation = revocation;
    this.events = events;
    this.metrics = metrics;
    this.ends = ends;
    this.cache = cache;
  }

  @Override
  public List<EventSource<?, AgentRun>> prepareEventSources(EventSourceContext<AgentRun> context) {
    RunEventSources sources = new RunEventSources(client, config, seal, context);
    watched = sources;
    cache.fill(context, sources);
    ends.onReport(this::unbind);
    metrics.grantsActive(() -> context.getPrimaryCache().list());
    return sources.sources();
  }

  /**
   * In the thread of whoever reports the end: reconciles of other runs may be waiting before this
   * one. Dying in here is harmless, as nobody has been told that the report is kept.
   */
  private void unbind(AgentRun run) {
    try {
      cachedPlan(run).ifPresent(plan -> revocation.deleteBindingsFirst(plan.grants()));
    } catch (RevocationPendingException e) {
      // The reconcile goes on trying; a call that hung has taken long enough to say so now, unless
      // another has ended the run meanwhile.
      if (isUnderWay(run) && isNew(run, "RevocationPending")) {
        tell(run, "RevocationPending", e.words());
      }
      watched().wakes().wake(run);
    }
  }

  private boolean isUnderWay(AgentRun run) {
    return cache
        .run(run.getMetadata().getNamespace(), run.getMetadata().getName())
        .filter(now -> now.getMetadata().getUid().equals(run.getMetadata().getUid()))
        .filter(now -> !RunStatus.of(now).isFinal())
        .isPresent();
  }

  private Optional<RunPlan> cachedPlan(AgentRun run) {
    return watched()
        .configMap(run, RunObjects.planName(run.getMetadata().getName()))
        .flatMap(map -> plans.read(map, run));
  }

  /** What fails is tried again for as long as it takes: a right must not outlive our patience. */
  @Override
  public UpdateControl<AgentRun> reconcile(AgentRun seen, Context<AgentRun> context) {
    try {
      return step(seen, context);
    } catch (RevocationPendingException e) {
      warn(seen, "RevocationPending", e.words(), context);
      throw e;
    } catch (KubernetesClientException e) {
      if (isOfAbsent(seen, e)) {
        // Deleted while it was being started, without rights: its finalizer would have kept it.
        return UpdateControl.noUpdate();
      }
      warn(seen, "Retrying", ApiErrors.words(e), context);
      throw e;
    }
  }

  private static boolean isOfAbsent(AgentRun run, KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        && e.getStatus() != null
        && e.getStatus().getDetails() != null
        && "agentruns".equals(e.getStatus().getDetails().getKind())
        && run.getMetadata().getName().equals(e.getStatus().getDetails().getName());
  }

  /**
   * Says so at once, also when it is something else than the time before, and then now and again:
   * events are forgotten after an hour.
   */
  private void warn(AgentRun run, String reason, String words, Context<AgentRun> context) {
    int attempt = context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0);
    boolean again = attempt > 0 && attempt % ATTEMPTS_PER_EVENT == 0;
    if (isNew(run, reason) || again) {
      tell(run, reason, words);
    }
  }

  private boolean isNew(AgentRun run, String reason) {
    return !reason.equals(warned.put(run.getMetadata().getUid(), reason));
  }

  private void tell(AgentRun run, String reason, String words) {
    events.warning(run, reason, words + ". It is tried again until it succeeds.");
  }

  private UpdateControl<AgentRun> step(AgentRun run, Context<AgentRun> context) {
    cache.changed(run);
    if (context.isPrimaryResourceDeleted()) {
      forget(run);
      wakeSuccessor(run);
      return UpdateControl.noUpdate();
    }
    if (run.isMarkedForDeletion()) {
      return delete(run, context);
    }
    RunStatus status = RunStatus.of(run);
    if (status.isFinal()) {
      // What a death between the final status and the finalizer's removal left undone.
      RunFinalizer.remove(client, run);
      return expire(run);
    }
    Optional<RunPlan> known = cachedPlan(run);
    if (known.isEmpty() && status.startedAt().isPresent()) {
      known = plans.find(run);
      if (known.isEmpty()) {
        return lost(run, status, context);
      }
    }
    if (known.isPresent()) {
      return proceed(run, known.get(), status, context);
    }
    return switch (plan(run)) {
      case Refused refused -> refuse(run, status, refused, context);
      case Planned planned -> begun(run, status, start.begin(run, planned, context), context);
    };
  }

  /**
   * With a run that is gone the SDK forgets every event under its name up to the end of this
   * reconcile, also that of another run which has taken the name meanwhile.
   */
  private void wakeSuccessor(AgentRun gone) {
    CompletableFuture.delayedExecutor(AFTER_RECONCILE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> wakeNow(gone));
  }

  /** Whoever bears the name now. */
  private void wakeNow(AgentRun run) {
    cache
        .run(run.getMetadata().getNamespace(), run.getMetadata().getName())
        .ifPresent(watched().wakes()::wake);
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

  private PlanResult plan(AgentRun run) {
    PlanResult first = RunPlanner.plan(run, watched().cached());
    return first instanceof Refused ? RunPlanner.plan(run, watched().fresh()) : first;
  }

  private UpdateControl<AgentRun> proceed(
      AgentRun run, RunPlan plan, RunStatus status, Context<AgentRun> context) {
    boolean due =
        status.startedAt().filter(at -> looks.isDue(run, at, clock.instant())).isPresent();
    return proceed(run, plan, status, due ? watched().asked(run) : watched().seen(run), context);
  }

  private UpdateControl<AgentRun> proceed(
      AgentRun run, RunPlan plan, RunStatus status, Sight sight, Context<AgentRun> context) {
    Instant now = clock.instant();
    Optional<Pod> pod = sight.pod().filter(status::names);
    Optional<ConfigMap> report =
        sight.report().filter(map -> seal.holds(run.getMetadata().getUid(), map.getData()));
    Optional<ReportedResult> record = report.flatMap(map -> ReportedResult.read(map, run));
    Duration timeout = Duration.ofSeconds(plan.timeoutSeconds());
    Optional<RunOutcome> outcome =
        status
            .outcome()
            .or(() ->
                RunOutcome.of(
                    record,
                    pod.or(() -> confirmedPod(run, status)),
                    status.startedAt().orElse(null),
                    timeout,
                    now));
    if (outcome.isPresent()) {
      return end(
          run,
          Optional.of(plan),
          status.startedAt().isPresent() ? status : status.planned(plan, now),
          outcome.get(),
          record,
          report.isPresent(),
          pod,
          context);
    }
    if (status.startedAt().isPresent() && pod.filter(RunOutcome::agentEnded).isPresent()) {
      // The result is still on its way; the rights don't wait for it.
      Instant endSeen = ends.see(run);
      RunStatus revoked = status;
      if (!status.isRevoked()) {
        revoked = status.revoked(endSeen, revoked(run, Optional.of(plan), status));
      }
      return patch(run, status, revoked, nextLook(status, timeout, now), context);
    }
    if (ends.of(run).isPresent()) {
      // The report is being kept and will wake us; the rights don't wait for it.
      revocation.deleteBindings(plan.grants());
    }
    if (status.startedAt().isEmpty()) {
      return begun(run, status, start.goOn(run, plan, context), context);
    }
    boolean agentRuns =
        pod.filter(p -> p.getStatus() != null && "Running".equals(p.getStatus().getPhase()))
            .isPresent();
    Optional<String> trouble = pod.flatMap(RunOutcome::trouble);
    RunStatus next = status.running(agentRuns, trouble, now);
    return patch(
        run,
        status,
        next,
        trouble.isPresent() ? NEXT_LOOK_AT_PULL : nextLook(next, timeout, now),
        context);
  }

  private UpdateControl<AgentRun> begun(
      AgentRun run, RunStatus status, StartResult result, Context<AgentRun> context) {
    return switch (result) {
      case StartResult.Refused(Refused refused) -> refuse(run, status, refused, context);
      case StartResult.Failed(RunPlan plan, String reason, String words) ->
          fail(run, plan, status, reason, words, context);
      case StartResult.Started(RunPlan plan, Pod pod, boolean made) -> {
        if (made) {
          watched().made(pod);
        }
        // Dying before this is written: the pod is found by its name, compared and adopted.
        yield patch(
            run,
            status,
            status.started(plan, pod.getMetadata(), clock.instant()),
            LiveReadSchedule.INTERVAL,
            context);
      }
    };
  }

  private UpdateControl<AgentRun> fail(
      AgentRun run,
      RunPlan plan,
      RunStatus status,
      String reason,
      String words,
      Context<AgentRun> context) {
    return end(
        run,
        Optional.of(plan),
        status.planned(plan, clock.instant()),
        RunOutcome.failed(reason, words, null),
        Optional.empty(),
        false,
        Optional.empty(),
        context);
  }

  /** Without its plan nobody knows what the run may have, so that it can't go on. */
  private UpdateControl<AgentRun> lost(AgentRun run, RunStatus status, Context<AgentRun> context) {
    return end(
        run,
        Optional.empty(),
        status,
        RunOutcome.failed(
            "PlanLost",
            "ConfigMap "
                + RunObjects.planName(run.getMetadata().getName())
                + ", which says what the run may have, was deleted or changed while the run went on."
                + " Create the run again.",
            null),
        Optional.empty(),
        false,
        pod(run, status),
        context);
  }

  /** Rights first, then the proof, then the pod, then the final status, then the finalizer. */
  private UpdateControl<AgentRun> end(
      AgentRun run,
      Optional<RunPlan> plan,
      RunStatus status,
      RunOutcome outcome,
      Optional<ReportedResult> record,
      boolean reported,
      Optional<Pod> pod,
      Context<AgentRun> context) {
    Instant endSeen = ends.see(run);
    RunStatus current = status;
    Optional<Duration> revokedAfter = Optional.empty();
    boolean derivable = record.filter(ReportedResult::complete).isPresent();
    if (!derivable && status.outcome().isEmpty()) {
      // What this was concluded from is about to be deleted.
      current = status.completed(outcome, clock.instant());
      write(run, current, context);
    }
    if (!current.isRevoked()) {
      Instant gone = revoked(run, plan, current);
      current = current.revoked(endSeen, gone);
      revokedAfter = Optional.of(Duration.between(endSeen, gone));
    }
    if (run.getSpec().cleanup() == CleanupPolicy.DELETE || !RunOutcome.podEnds(outcome)) {
      deletePod(run, current);
    }
    Optional<ReportedResult> result =
        record.filter(ReportedResult::complete).or(() -> pod.flatMap(RunOutcome::lastWords));
    RunStatus done = current.ended(outcome, result, reported, clock.instant());
    AgentRun last = write(run, done, context);
    long held = done.skillsWithRights();
    revokedAfter.filter(lag -> held > 0).ifPresent(lag -> tellRevoked(run, held, lag));
    metrics.ended(outcome, Duration.between(created(run), clock.instant()));
    if (outcome.success()) {
      events.normal(run, "Succeeded", "the agent has answered");
    } else {
      events.warning(run, outcome.reason(), outcome.words());
    }
    forget(run);
    RunFinalizer.remove(client, last);
    return UpdateControl.noUpdate();
  }

  private void tellRevoked(AgentRun run, long skills, Duration lag) {
    metrics.revoked(lag);
    events.normal(
        run,
        "Revoked",
        "rights of "
            + skills
            + " skill(s) deleted, access refused by the API server, "
            + Durations.format(lag)
            + " after the end");
  }

  private UpdateControl<AgentRun> refuse(
      AgentRun run, RunStatus status, Refused refused, Context<AgentRun> context) {
    AgentRun last = write(run, status.refused(refused, clock.instant()), context);
    events.warning(run, "PlanRefused", refused.message() + " Nothing was created.");
    metrics.ended(
        RunOutcome.failed(refused.reason().value(), refused.message(), null),
        Duration.between(created(run), clock.instant()));
    RunFinalizer.remove(client, last);
    return UpdateControl.noUpdate();
  }

  private UpdateControl<AgentRun> delete(AgentRun run, Context<AgentRun> context) {
    if (run.hasFinalizer(SympoziumLabels.RUN_FINALIZER)) {
      revoke(run, plans.find(run));
      deletePod(run, RunStatus.of(run));
      RunFinalizer.remove(client, run);
    }
    return UpdateControl.noUpdate();
  }

  /**
   * When the rights were proved gone: now, or before a write that failed. Nothing gives rights to a
   * run that has its pod; one that is still being started may have got them again since.
   */
  private Instant revoked(AgentRun run, Optional<RunPlan> plan, RunStatus status) {
    return ends.proofOf(run)
        .filter(proof -> status.startedAt().isPresent())
        .orElseGet(() -> {
          revoke(run, plan);
          return ends.proved(run);
        });
  }

  private void revoke(AgentRun run, Optional<RunPlan> plan) {
    if (plan.isPresent()) {
      revocation.revoke(plan.get().grants());
    } else {
      revocation.revokeAll(
          new RunRef(
              run.getMetadata().getNamespace(),
              run.getMetadata().getName(),
              run.getMetadata().getUid()));
    }
  }

  private void deletePod(AgentRun run, RunStatus status) {
    pod(run, status)
        .or(() -> confirmedPod(run, status))
        .ifPresent(pod -> client.resource(pod).delete());
  }

  /**
   * The pod that the status names. Anybody can make another of its name, and say that it is ours.
   */
  private Optional<Pod> pod(AgentRun run, RunStatus status) {
    return watched().pod(run).filter(status::names);
  }

  /** A pod that the cache has not seen yet; without this a run would fail as lost at its start. */
  private Optional<Pod> confirmedPod(AgentRun run, RunStatus status) {
    if (status.startedAt().isEmpty()) {
      return Optional.empty();
    }
    return watched().askedPod(run).filter(status::names);
  }

  private static Instant created(HasMetadata object) {
    return Instant.parse(object.getMetadata().getCreationTimestamp());
  }

  private void forget(AgentRun run) {
    ends.forget(run);
    looks.forget(run);
    warned.remove(run.getMetadata().getUid());
  }

  private static Duration nextLook(RunStatus status, Duration timeout, Instant now) {
    Duration left = Duration.between(now, status.startedAt().orElse(now).plus(timeout));
    if (left.compareTo(LiveReadSchedule.INTERVAL) > 0) {
      return LiveReadSchedule.INTERVAL;
    }
    return left.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : left;
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

  private RunEventSources watched() {
    return java.util.Objects.requireNonNull(
        watched, "reconciling before the sources were prepared");
  }
}
