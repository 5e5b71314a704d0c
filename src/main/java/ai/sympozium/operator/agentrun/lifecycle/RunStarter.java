package ai.sympozium.operator.agentrun.lifecycle;

import static java.util.Objects.requireNonNull;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.CachedClusterReader;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.lifecycle.PlanStore.StoreResult;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlanner;
import ai.sympozium.operator.agentrun.status.Completion;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.NextStep;
import ai.sympozium.operator.agentrun.status.QuotaRejection;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.GrantRefusedException;
import ai.sympozium.operator.grant.GrantRevoker;
import ai.sympozium.operator.grant.GrantWriter;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.LargeWork;
import ai.sympozium.operator.kube.ParallelCalls;
import ai.sympozium.operator.runas.InvalidIdRangeException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Plans and starts runs in two rounds of parallel writes. The first round grants nothing:
 * finalizer, plan, accounts and roles. The second round creates the bindings and the pod. The pod
 * gets no token before the status of the run names it. Crash-safe: every object is found by its
 * name, compared and reused. Objects of a run that is deleted meanwhile are garbage-collected.
 */
@ApplicationScoped
public class RunStarter {
  /** Each can have the largest task, packs with the largest documents, and copies of them. */
  private static final int LARGE_PLANS_AT_A_TIME = 4;

  private static final Duration START_RETRY = Duration.ofMillis(200);

  private final InstantSource clock;
  private final RunEventSources sources;
  private final CachedClusterReader cache;
  private final LiveClusterReader live;
  private final PlanStore plans;
  private final GrantWriter grants;
  private final GrantRevoker revoker;
  private final PodCreator pods;
  private final RunFinalizer finalizer;
  private final RunCompleter completer;
  private final StatusWriter statusWriter;
  private final StartReporter reporter;
  private final LargeWork largeWork = new LargeWork(LARGE_PLANS_AT_A_TIME, START_RETRY);

  RunStarter(
      InstantSource clock,
      RunEventSources sources,
      CachedClusterReader cache,
      LiveClusterReader live,
      PlanStore plans,
      GrantWriter grants,
      GrantRevoker revoker,
      PodCreator pods,
      RunFinalizer finalizer,
      RunCompleter completer,
      StatusWriter statusWriter,
      StartReporter reporter) {
    this.clock = clock;
    this.sources = sources;
    this.cache = cache;
    this.live = live;
    this.plans = plans;
    this.grants = grants;
    this.revoker = revoker;
    this.pods = pods;
    this.finalizer = finalizer;
    this.completer = completer;
    this.statusWriter = statusWriter;
    this.reporter = reporter;
  }

  /** Plans a new run and starts it. A refusal from cached objects is checked with live ones. */
  public UpdateControl<AgentRun> planAndStart(RunStatus status, Context<AgentRun> context) {
    AgentRun run = status.run();
    if (!cache.isComplete(run)) {
      return largeWork.doOrRepeat(() ->
          live.run(run)
              .map(whole -> start(status, plan(whole), context))
              .orElseGet(UpdateControl::noUpdate));
    }
    PlanResult result = plan(run);
    return result instanceof Planned planned && planned.characters() > LargeWork.MIN_CHARACTERS
        ? largeWork.doOrRepeat(() -> start(status, result, context))
        : start(status, result, context);
  }

  private PlanResult plan(AgentRun run) {
    PlanResult result = RunPlanner.plan(run, cache);
    return result instanceof Refused ? RunPlanner.plan(run, live) : result;
  }

  private UpdateControl<AgentRun> start(
      RunStatus status, PlanResult result, Context<AgentRun> context) {
    return switch (result) {
      case Refused refused ->
          // Crash-safe: an earlier process may have planned the run before its pack was changed.
          plans
              .find(status.run())
              .map(plan -> resume(status, plan, context))
              .orElseGet(() -> completer.refuse(status, refused, context));
      case Planned planned -> onStarted(status, start(status.run(), planned, context), context);
    };
  }

  /** Starts a run that has a plan. Some of its objects may exist already. */
  public UpdateControl<AgentRun> resume(RunStatus status, RunPlan plan, Context<AgentRun> context) {
    AgentRun run = status.run();
    StartResult result =
        mapRejections(
            run,
            plan,
            () -> {
              if (QuotaRejection.isAwaitedBy(status)) {
                // Grants nothing to a run that would still have to wait.
                pods.requireAcceptable(run, plan);
              }
              return grantAndCreatePod(run, plan, context);
            });
    return onStarted(status, result, context);
  }

  private UpdateControl<AgentRun> onStarted(
      RunStatus status, StartResult result, Context<AgentRun> context) {
    return switch (result) {
      case StartResult.Refused(Refused reason) -> completer.refuse(status, reason, context);
      case StartResult.Failed(RunPlan plan, ConditionReason reason, String message) ->
          completer.complete(
              Completion.startFailed(status, plan, reason, message, clock.instant()), context);
      case StartResult.Waiting waiting -> waitForQuota(status, waiting, context);
      case StartResult.Started(RunPlan plan, var pod, boolean created) -> {
        if (created) {
          sources.podCreated(pod);
        }
        // Crash-safe: without this status the next reconcile finds the pod and adopts it.
        yield statusWriter.patch(
            status,
            status.started(plan, pod.getMetadata(), clock.instant()),
            NextStep.POLL_INTERVAL,
            context);
      }
    };
  }

  private UpdateControl<AgentRun> waitForQuota(
      RunStatus status, StartResult.Waiting waiting, Context<AgentRun> context) {
    revoker.revokeOwned(waiting.plan().grants());
    reporter.waitsForQuota(status, waiting.quota());
    return statusWriter.patch(
        status, waiting.quota().waiting(status, clock.instant()), waiting.retryAfter(), context);
  }

  private StartResult start(AgentRun run, Planned planned, Context<AgentRun> context) {
    RunPlan plan = planned.plan();
    AtomicReference<StoreResult> stored = new AtomicReference<>();
    return mapRejections(
        run,
        plan,
        () -> {
          ParallelCalls.all(
              GrantRefusedException.class,
              () -> finalizer.add(run, plan, context),
              () -> stored.set(plans.store(run, planned)),
              () -> grants.prepare(plan.grants()));
          return switch (requireNonNull(stored.get())) {
            case StoreResult.Stored() -> bindAndCreatePod(run, plan);
            case StoreResult.Rejected(Refused reason) -> {
              revoker.revokeOwned(plan.grants());
              yield new StartResult.Refused(reason);
            }
            case StoreResult.AlreadyPlanned(RunPlan first) -> {
              // The first plan was not in the cache yet. It takes precedence.
              if (!first.equals(plan)) {
                revoker.revokeOwned(plan.grants());
              }
              yield mapRejections(run, first, () -> grantAndCreatePod(run, first, context));
            }
          };
        });
  }

  private StartResult grantAndCreatePod(AgentRun run, RunPlan plan, Context<AgentRun> context)
      throws GrantRefusedException {
    ParallelCalls.all(
        GrantRefusedException.class,
        () -> finalizer.add(run, plan, context),
        () -> grants.prepare(plan.grants()));
    return bindAndCreatePod(run, plan);
  }

  private StartResult bindAndCreatePod(AgentRun run, RunPlan plan) throws GrantRefusedException {
    Instant begin = clock.instant();
    AtomicReference<StartResult> result = new AtomicReference<>();
    try {
      ParallelCalls.all(
          GrantRefusedException.class,
          () -> grants.bind(plan.grants()),
          () -> result.set(pods.create(run, plan)));
    } catch (GrantRefusedException e) {
      pods.deleteUnnamed(result.get());
      throw e;
    } catch (KubernetesClientException e) {
      // Crash-safe: after any other failure, the next reconcile adopts the pod.
      if (ApiErrors.isRejected(e)) {
        pods.deleteUnnamed(result.get());
      }
      throw e;
    }
    if (result.get() instanceof StartResult.Started started && started.created()) {
      reporter.started(run, started, Duration.between(begin, clock.instant()));
    }
    return requireNonNull(result.get());
  }

  @FunctionalInterface
  private interface StartCall {
    StartResult run() throws GrantRefusedException;
  }

  private StartResult mapRejections(AgentRun run, RunPlan plan, StartCall call) {
    try {
      return call.run();
    } catch (GrantRefusedException e) {
      return StartRejection.of(plan, e);
    } catch (InvalidIdRangeException e) {
      return StartRejection.of(plan, e);
    } catch (KubernetesClientException e) {
      return StartRejection.of(run, plan, e, clock.instant());
    }
  }
}
