package ai.sympozium.operator.gateway.report;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.ConditionType;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.kube.Conditions;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.kube.StatusPatch;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Writes the condition that shows what a run waits for at its model server. It has a field manager
 * of its own, so that it and the reconciler never overwrite each other's conditions.
 */
@ApplicationScoped
class ModelCondition {
  private static final String FIELD_MANAGER = "sympozium-gateway";
  private static final String TYPE = ConditionType.MODEL_AVAILABLE.value();

  private final KubernetesClient client;
  private final RunLister runs;
  private final EventRecorder events;
  private final InstantSource clock;

  ModelCondition(
      KubernetesClient client, RunLister runs, EventRecorder events, InstantSource clock) {
    this.client = client;
    this.runs = runs;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Updates the condition after new entries of the run's log. Does nothing for a run that has never
   * waited.
   *
   * @param entries not empty
   */
  void update(AgentRun authenticated, List<LogEntry> entries) {
    AgentRun run = latest(authenticated);
    next(run, entries, clock.instant())
        .ifPresent(condition -> {
          write(run, condition);
          if (isFalse(condition) && before(run).filter(ModelCondition::isFalse).isEmpty()) {
            events.warning(run, EventReason.WAITING_FOR_MODEL.value(), condition.getMessage());
          }
        });
  }

  /** The authenticated run can be as old as the review of its bridge's token. */
  private AgentRun latest(AgentRun run) {
    return runs.run(run.getMetadata().getNamespace(), run.getMetadata().getName())
        .filter(found -> found.getMetadata().getUid().equals(run.getMetadata().getUid()))
        .orElse(run);
  }

  /** Returns the condition that the entries lead to, or empty if it does not change. */
  static Optional<Condition> next(AgentRun run, List<LogEntry> entries, Instant now) {
    LogEntry last = entries.getLast();
    Optional<Condition> before = before(run);
    boolean waits = last.kind() == LogEntry.Kind.WAITING;
    if (RunStatus.of(run).isFinal() || (!waits && before.isEmpty())) {
      return Optional.empty();
    }
    ConditionReason reason =
        waits ? ConditionReason.WAITING_FOR_MODEL : ConditionReason.MODEL_ANSWERED;
    return new Conditions(before.stream().toList())
        .with(
            TYPE,
            !waits,
            reason.value(),
            waits ? describe(last) : "the model server answers again",
            run.getMetadata().getGeneration(),
            now)
        .find(TYPE)
        .filter(after -> before.filter(after::equals).isEmpty());
  }

  private static Optional<Condition> before(AgentRun run) {
    return new Conditions(RunStatus.of(run).value().conditions()).find(TYPE);
  }

  private static boolean isFalse(Condition condition) {
    return "False".equals(condition.getStatus());
  }

  private static String describe(LogEntry entry) {
    String cause = entry.text() == null ? "no reason given" : entry.text();
    return "the agent waits for the model server: " + SecretMasker.TOKENS.mask(cause);
  }

  private void write(AgentRun run, Condition condition) {
    AgentRunStatus status =
        AgentRunStatus.empty().toBuilder().conditions(List.of(condition)).build();
    AgentRun patch = StatusPatch.of(run, new AgentRun(), status);
    client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build(),
            patch);
  }
}
