package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.CleanupPolicy;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.OwnerReferences;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import ai.sympozium.operator.sympoziumschedule.decision.UnrecordedRuns;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads, creates and deletes the runs of schedules. Only the owner reference decides on ownership.
 */
@ApplicationScoped
class ScheduledRuns {
  private final KubernetesClient client;
  private final RunLister runs;

  ScheduledRuns(KubernetesClient client, RunLister runs) {
    this.client = client;
    this.runs = runs;
  }

  /** Returns the runs of these names that exist. Reads those live that the cache may not know. */
  List<AgentRun> find(SympoziumSchedule schedule, List<String> names) {
    String namespace = schedule.getMetadata().getNamespace();
    return names.stream()
        .flatMap(name -> runs.run(namespace, name).or(() -> live(namespace, name)).stream())
        .toList();
  }

  static boolean isActive(AgentRun run) {
    return !RunStatus.of(run).isFinal();
  }

  /**
   * Creates a run. A run that exists already is the same run.
   *
   * @return why the run cannot be created, or empty if it exists
   */
  Optional<String> create(SympoziumSchedule schedule, String name) {
    AgentRun run = run(schedule, name);
    try {
      client.resource(run).create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (ApiErrors.isConflict(e) || (ApiErrors.canExist(e) && exists(schedule, name))) {
        return existing(schedule, run);
      }
      if (ApiErrors.isTransient(e)) {
        throw e;
      }
      return Optional.of("The API server rejected the run: " + ApiErrors.describe(e));
    }
  }

  /** Returns why a run that exists already cannot be used, or empty if it is the wanted run. */
  private Optional<String> existing(SympoziumSchedule schedule, AgentRun wanted) {
    String name = wanted.getMetadata().getName();
    Optional<AgentRun> found = live(schedule.getMetadata().getNamespace(), name);
    if (found.isPresent() && !isOwned(found.get(), schedule)) {
      return Optional.of("A run " + name + " exists that does not belong to the schedule.");
    }
    if (found.filter(run -> RunStatus.of(run).isStarted()).isPresent()) {
      return Optional.empty();
    }
    if (found.isEmpty() || found.get().isMarkedForDeletion()) {
      return Optional.of("The run " + name + " is being deleted.");
    }
    if (isEqual(found.get(), wanted)) {
      return Optional.empty();
    }
    deleteOwned(schedule, name);
    return Optional.of("The run " + name + " was created before the schedule was changed.");
  }

  /** Compares what a schedule gives its runs. Others can have added labels. */
  private static boolean isEqual(AgentRun found, AgentRun wanted) {
    Map<String, String> labels =
        Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of());
    return found.getSpec().equals(wanted.getSpec())
        && labels.entrySet().containsAll(wanted.getMetadata().getLabels().entrySet());
  }

  /** Reads live whether a run of the schedule exists. */
  boolean exists(SympoziumSchedule schedule, String name) {
    return live(schedule.getMetadata().getNamespace(), name)
        .filter(run -> isOwned(run, schedule))
        .isPresent();
  }

  private static AgentRun run(SympoziumSchedule schedule, String name) {
    SympoziumScheduleSpec spec = schedule.getSpec();
    AgentRun run = new AgentRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(schedule.getMetadata().getNamespace())
            .withLabels(
                Map.of(
                    SympoziumLabels.LABEL_SCHEDULE_UID,
                    schedule.getMetadata().getUid(),
                    SympoziumLabels.LABEL_SCHEDULE_TYPE,
                    spec.type().label()))
            .withAnnotations(
                RunSlot.timeOf(name)
                    .map(time -> Map.of(SympoziumLabels.ANNOTATION_SCHEDULED_AT, time.toString()))
                    .orElse(Map.of()))
            .withOwnerReferences(OwnerReferences.ofController(schedule))
            .build());
    run.setSpec(
        new AgentRunSpec(
            spec.instanceRef(),
            spec.task(),
            null,
            null,
            null,
            null,
            List.of(),
            spec.timeout(),
            CleanupPolicy.DELETE,
            spec.ttlSecondsAfterFinished(),
            List.of(),
            Map.of(),
            null,
            null));
    return run;
  }

  /** Deletes active runs. Their finalizers keep them until their permissions are revoked. */
  void delete(SympoziumSchedule schedule, List<String> names) {
    names.forEach(name -> deleteOwned(schedule, name));
  }

  /** Deletes the oldest final runs beyond the limits of the schedule whose outcome is recorded. */
  void limitHistory(SympoziumSchedule schedule) {
    SympoziumScheduleSpec spec = schedule.getSpec();
    Stream.of(
            surplus(schedule, AgentRunPhase.SUCCEEDED, spec.successfulRunsHistoryLimit()),
            surplus(schedule, AgentRunPhase.FAILED, spec.failedRunsHistoryLimit()))
        .flatMap(List::stream)
        .map(run -> run.getMetadata().getName())
        .filter(name -> !schedule.getStatus().active().contains(name))
        .forEach(name -> deleteOwned(schedule, name));
  }

  /** Deletes runs that have not started and never will, because their times are decided. */
  void deleteUnrecorded(SympoziumSchedule schedule) {
    List<String> waiting =
        cached(schedule)
            .filter(run -> isActive(run) && !RunStatus.of(run).isStarted())
            .map(run -> run.getMetadata().getName())
            .toList();
    delete(schedule, UnrecordedRuns.of(schedule.getStatus(), waiting));
  }

  private List<AgentRun> surplus(
      SympoziumSchedule schedule, AgentRunPhase phase, @Nullable Integer limit) {
    if (limit == null) {
      return List.of();
    }
    return ScheduleHistory.surplus(cached(schedule).toList(), phase, limit);
  }

  /** Returns the cached runs that can be of a schedule, by their names. */
  private Stream<AgentRun> cached(SympoziumSchedule schedule) {
    String prefix = RunSlot.namePrefix(schedule);
    return runs.indexed(ScheduledRunIndex.NAME, ScheduledRunIndex.keyOf(schedule)).stream()
        .filter(run -> run.getMetadata().getName().startsWith(prefix));
  }

  /** Neither a name nor a cache decides: the run is read again, and must not change meanwhile. */
  private void deleteOwned(SympoziumSchedule schedule, String name) {
    live(schedule.getMetadata().getNamespace(), name)
        .filter(run -> isOwned(run, schedule) && !run.isMarkedForDeletion())
        .ifPresent(run ->
            client
                .resource(run)
                .lockResourceVersion(run.getMetadata().getResourceVersion())
                .delete());
  }

  private static boolean isOwned(AgentRun run, SympoziumSchedule schedule) {
    return OwnerReferences.isControlledBy(run.getMetadata(), schedule.getMetadata().getUid());
  }

  private Optional<AgentRun> live(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(AgentRun.class).inNamespace(namespace).withName(name).get());
  }
}
