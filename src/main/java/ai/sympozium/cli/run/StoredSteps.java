package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the steps that are stored for a run, with the permissions of the user: those of the log, or
 * of the transcript when there is no log. A note says what is missing and why.
 */
final class StoredSteps {
  private final Cluster cluster;
  private final AgentRun run;
  private final RunHistory history;

  StoredSteps(Cluster cluster, AgentRun run, RunHistory history) {
    this.cluster = cluster;
    this.run = run;
    this.history = history;
  }

  /** Returns the new events of the log, or of the transcript. */
  List<RunEvent> read() {
    List<RunEvent> events = new ArrayList<>();
    boolean readable = true;
    try {
      find(RunObjects.logName(run.getMetadata().getName()))
          .ifPresent(log -> events.addAll(history.logged(log)));
    } catch (NotReadableException e) {
      readable = false;
      events.add(history.note("the log of the agent is not shown: " + e.getMessage()));
    }
    events.addAll(ofTranscript(readable));
    return events;
  }

  /**
   * Returns the steps of the transcript if the run is final and no step is known.
   *
   * @param logReadable whether the user may read the log, so that no note about it was shown
   */
  List<RunEvent> ofTranscript(boolean logReadable) {
    AgentRunStatus status = run.getStatus();
    if (status == null || !status.isFinal() || history.hasSteps()) {
      return List.of();
    }
    String name =
        Objects.requireNonNullElse(
            status.transcript(), RunObjects.transcriptName(run.getMetadata().getName()));
    try {
      Optional<String> text =
          find(name)
              .filter(map -> RunLogs.isOfOperator(map, run.getMetadata().getUid()))
              .map(map -> map.getData().get(RunObjects.TRANSCRIPT_KEY));
      if (text.isPresent()) {
        return ofTranscript(text.get(), status);
      }
      // A run that never started has no steps.
      return logReadable && status.podName() != null
          ? List.of(history.note("the steps are not shown: neither a log nor a transcript exists"))
          : List.of();
    } catch (NotReadableException e) {
      return List.of(history.note("the transcript is not shown: " + e.getMessage()));
    }
  }

  private List<RunEvent> ofTranscript(String text, AgentRunStatus status) {
    Instant completed =
        status.completedAt() == null ? Instant.now() : Instant.parse(status.completedAt());
    List<RunEvent> steps = history.steps(TranscriptSteps.parse(text, completed), null);
    if (steps.isEmpty()) {
      return List.of();
    }
    List<RunEvent> events = new ArrayList<>();
    events.add(
        history.note("the steps are those of the transcript, which does not contain their times"));
    events.addAll(steps);
    return events;
  }

  private Optional<ConfigMap> find(String name) {
    return cluster.read(
        "get configmaps/" + name + " in " + cluster.namespace(),
        () -> RunLogs.configMap(cluster, name).get());
  }
}
