package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.operator.agentrun.plan.RunObjects;
import static java.util.Objects.requireNonNull;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.pod.PodAdoption;
import ai.sympozium.operator.agentrun.pod.RunPodBuilder;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.GrantRefusedException;
import ai.sympozium.operator.grant.GrantRevoker;
import ai.sympozium.operator.grant.GrantWriter;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.kube.ParallelCalls;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes what a run needs, in two rounds of parallel writes. The first gives nobody a right: the
 * finalizer, the plan, accounts and roles. The second gives them: the bindings, and the pod, which
 * gets no token before the run's status names it. Dying anywhere in here is harmless: all of it is
 * found by name, compared and gone on with; what a run deleted meanwhile leaves is swept.
 */
@ApplicationScoped
public class RunStarter {
  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;
  private final PlanStore plans;
  private final GrantWriter grants;
  private final GrantRevoker revocation;
  private final EventRecorder events;
  private final RunMetrics metrics;

  RunStarter(
      KubernetesClient client,
      OperatorConfig config,
      InstantSource clock,
      PlanStore plans,
      GrantWriter grants,
      GrantRevoker revocation,
      EventRecorder events,
      RunMetrics metrics) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.plans = plans;
    this.grants = grants;
    this.revocation = revocation;
    this.events = events;
    this.metrics = metrics;
  }

  /** Starts a run whose plan was made just now. */
  public StartResult begin(AgentRun run, Planned planned, Context<AgentRun> context) {
    AtomicReference<Stored> stored = new AtomicReference<>();
    RunPlan plan = planned.plan();
    return started(
        plan,
        () -> {
          ParallelCalls.all(
              GrantRefusedException.class,
              () -> hold(run, plan, context),
              () -> stored.set(plans.store(run, planned)),
              () -> grants.prepare(plan.grants()));
          return switch (requireNonNull(stored.get())) {
            case Stored.Kept kept -> give(run, plan);
            case Stored.Refused refused -> {
              revocation.revoke(plan.grants());
              yield new StartResult.Refused(refused.why());
            }
            case Stored.Before before -> {
              // Planned twice, because the first plan was not in the cache yet. It counts.
              if (!before.plan().equals(plan)) {
                revocation.revoke(plan.grants());
              }
              yield goOn(run, before.plan(), context);
            }
          };
        });
  }

  /** Starts a run that has a plan, perhaps one that was begun to be started. */
  public StartResult goOn(AgentRun run, RunPlan plan, Context<AgentRun> context) {
    return started(
        plan,
        () -> {
          ParallelCalls.all(
              GrantRefusedException.class,
              () -> hold(run, plan, context),
              () -> grants.prepare(plan.grants()));
          return give(run, plan);
        });
  }

  /**
   * Only rights need a finalizer; everything else goes with the run by itself. A conflict is tried
   * again with the whole start, after a pause.
   */
  private static void hold(AgentRun run, RunPlan plan, Context<AgentRun> context) {
    if (!plan.grants().isEmpty() && !run.hasFinalizer(SympoziumLabels.RUN_FINALIZER)) {
      context
          .resourceOperations()
          .jsonPatchPrimary(
              run,
              held -> {
                held.addFinalizer(SympoziumLabels.RUN_FINALIZER);
                return held;
              });
    }
  }

  private StartResult give(AgentRun run, RunPlan plan) throws GrantRefusedException {
    Instant begun = clock.instant();
    AtomicReference<StartResult> result = new AtomicReference<>();
    try {
      ParallelCalls.all(
          GrantRefusedException.class,
          () -> grants.bind(plan.grants()),
          () -> result.set(pod(run, plan)));
    } catch (GrantRefusedException e) {
      // No status names this pod, so nobody else would ever know that it is ours.
      if (result.get() instanceof StartResult.Started started) {
        client.resource(started.pod()).delete();
      }
      throw e;
    }
    if (result.get() instanceof StartResult.Started started && started.made()) {
      tell(run, started, Duration.between(begun, clock.instant()));
    }
    return requireNonNull(result.get());
  }

  /** In one event: in a burst of runs each costs as much as a right. */
  private void tell(AgentRun run, StartResult.Started started, Duration granted) {
    RunPlan plan = started.plan();
    StringBuilder words =
        new StringBuilder("pod ")
            .append(started.pod().getMetadata().getName())
            .append(" with ")
            .append(RunStatus.planWords(plan));
    plan.grants()
        .forEach(g -> words.append("; rights of ").append(g.skill()).append(": ").append(g.name()));
    events.normal(run, "Started", words.toString());
    if (!plan.grants().isEmpty()) {
      metrics.granted(granted);
    }
  }

  private StartResult pod(AgentRun run, RunPlan plan) {
    RunPodBuilder wanted = new RunPodBuilder(plan, config.image(), config.gatewayUrl());
    Pod pod = wanted.build();
    try {
      return new StartResult.Started(plan, client.resource(pod).create(), true);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // Ours, if this process died right after it was made.
      Pod found = client.resource(pod).get();
      if (found == null) {
        throw e; // No name was taken: a quota that changed meanwhile, for one, conflicts too.
      }
      if (isOurs(run, pod, found)) {
        return new StartResult.Started(plan, found, false);
      }
      return new StartResult.Failed(
          plan,
          "NameConflict",
          "Pod "
              + wanted.name()
              + " exists already and is not what this run would have made. It was neither"
              + " adopted nor deleted. Delete it and create the run again.");
    }
  }

  /**
   * Asks the API server what it would make of ours: defaults are its own, and others' to add to.
   */
  private boolean isOurs(AgentRun run, Pod pod, Pod found) {
    return RunObjects.isOwnedBy(found, run)
        && PodAdoption.matches(
            client
                .resource(
                    new PodBuilder(pod)
                        .editMetadata()
                        .withName(null)
                        .withGenerateName(pod.getMetadata().getName() + "-")
                        .endMetadata()
                        .build())
                .dryRun()
                .create(),
            found);
  }

  @FunctionalInterface
  private interface Rounds {
    StartResult make() throws GrantRefusedException;
  }

  private StartResult started(RunPlan plan, Rounds rounds) {
    return guarded(plan, rounds);
  }

  /** A refusal of the API server ends the run; anything else is tried again. */
  private static StartResult guarded(RunPlan plan, Rounds rounds) {
    try {
      return rounds.make();
    } catch (GrantRefusedException e) {
      return new StartResult.Failed(plan, "GrantRejected", e.words());
    } catch (KubernetesClientException e) {
      if (e.getCode() == 403 || e.getCode() == 422 || e.getCode() == 400) {
        return new StartResult.Failed(
            plan,
            "PodRejected",
            "the API server refused the run's pod: "
                + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
      }
      throw e;
    }
  }
}
