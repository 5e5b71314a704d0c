package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches a run and its log until the run is final. */
final class RunFollower implements AutoCloseable {
  /** The bridge sends the end of the log after the result. */
  private static final Duration LOG_TIMEOUT = Duration.ofSeconds(3);

  /** An operator that works plans a run within a second. */
  private static final Duration OPERATOR_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  private sealed interface Change {
    record RunChanged(AgentRun run) implements Change {}

    record RunDeleted() implements Change {}

    record LogChanged(ConfigMap log) implements Change {}
  }

  private final Cluster cluster;
  private final AgentRun run;
  private final RunHistory history;
  private final Consumer<RunEvent> output;
  private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private boolean logReadable = true;
  private @Nullable AgentRun latest;
  private @Nullable Instant completedAt;

  RunFollower(Cluster cluster, AgentRun run, RunHistory history, Consumer<RunEvent> output) {
    this.cluster = cluster;
    this.run = run;
    this.history = history;
    this.output = output;
  }

  /** Passes each event to the output, and returns the last one. */
  RunEvent follow() throws InterruptedException {
    String name = run.getMetadata().getName();
    try {
      watch(RunReader.resource(cluster, name), this::runChanged, Change.RunDeleted::new);
    } catch (KubernetesClientException e) {
      if (RunLogs.isForbidden(e)) {
        throw new NotReadableException(
            "you may not list and watch agentruns in " + cluster.namespace());
      }
      throw e;
    }
    try {
      watch(RunLogs.log(cluster, name), Change.LogChanged::new, null);
    } catch (KubernetesClientException e) {
      if (!RunLogs.isForbidden(e)) {
        throw e;
      }
      logReadable = false;
      output.accept(
          history.note(
              "the log of the agent is not shown: you may not list and watch configmaps in "
                  + cluster.namespace()));
    }
    Instant begin = Instant.now();
    boolean warned = false;
    while (true) {
      Change change = changes.poll(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      if (change != null) {
        apply(change);
      }
      if (!warned && !isPlanned() && Instant.now().isAfter(begin.plus(OPERATOR_TIMEOUT))) {
        warned = true;
        output.accept(
            history.note(
                "the operator has not reacted to the run. See: kubectl get pods -n "
                    + cluster.operatorNamespace()));
      }
      RunEvent last = complete();
      if (last != null) {
        return last;
      }
    }
  }

  private boolean isPlanned() {
    return latest != null
        && latest.getStatus() != null
        && !latest.getStatus().conditions().isEmpty();
  }

  private void apply(Change change) {
    switch (change) {
      case Change.RunDeleted deleted ->
          throw new CommandException(
              ExitCode.REFUSED,
              "AgentRun \""
                  + run.getMetadata().getName()
                  + "\" was deleted while it was followed. Its permissions are revoked.");
      case Change.RunChanged changed -> {
        latest = changed.run();
        history.started(changed.run()).forEach(output);
        if (completedAt == null && RunHistory.isCompleted(changed.run())) {
          completedAt = Instant.now();
        }
      }
      case Change.LogChanged changed -> history.logged(changed.log()).forEach(output);
    }
  }

  /** Shows the completion after the last entry of the log. Returns the final event. */
  private @Nullable RunEvent complete() {
    if (latest == null || completedAt == null || !changes.isEmpty()) {
      return null;
    }
    boolean logComplete =
        history.isLogComplete()
            || !logReadable
            || Instant.now().isAfter(completedAt.plus(LOG_TIMEOUT));
    if (!logComplete) {
      return null;
    }
    new StoredSteps(cluster, latest, history).ofTranscript(logReadable).forEach(output);
    RunEvent last = null;
    for (RunEvent event : history.completed(latest)) {
      output.accept(event);
      last = event;
    }
    return last != null && last.isFinal() ? last : null;
  }

  private Change runChanged(AgentRun changed) {
    // A new run of the same name is another run.
    return run.getMetadata().getUid().equals(changed.getMetadata().getUid())
        ? new Change.RunChanged(changed)
        : new Change.RunDeleted();
  }

  private <T extends HasMetadata> void watch(
      Resource<T> resource, Function<T, Change> reader, @Nullable Supplier<Change> deletion) {
    informers.add(
        resource.inform(
            new ResourceEventHandler<T>() {
              @Override
              public void onAdd(T object) {
                changes.add(reader.apply(object));
              }

              @Override
              public void onUpdate(T before, T object) {
                changes.add(reader.apply(object));
              }

              @Override
              public void onDelete(T object, boolean finalStateUnknown) {
                if (deletion != null) {
                  changes.add(deletion.get());
                }
              }
            }));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
