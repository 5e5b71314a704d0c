package ai.sympozium.dev.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Watches a run, its Kubernetes events, its pod and the log of its agent. */
final class RunEventStream implements AutoCloseable {
  private static final String WAITING_FOR =
      """
      {{with .status}}{{range .conditions}}{{if and (eq .type "PodStarted") (eq .status "False")}}\
      {{.message | urlquery}}{{end}}{{end}}{{end}}\
      """;

  /** Containers and sidecars, without the init containers that only prepare the pod. */
  private static final String CONTAINERS =
      """
      {{range .spec.containers}}{{.name}}+{{end}}\
      {{range .spec.initContainers}}{{if .restartPolicy}}{{.name}}+{{end}}{{end}}\
      """;

  private static final String AGENT_STARTED =
      "{{range .status.containerStatuses}}{{if not .state.waiting}}yes{{end}}{{end}}";

  /** The name of an event ends in its creation time in nanoseconds and a few more digits. */
  private static final Pattern NANOSECONDS = Pattern.compile("\\.([0-9a-f]{16})[0-9a-f]*$");

  private static final int MAX_LOG_ATTEMPTS = 20;

  private record Entry(String uid, RunEvent event) {}

  private interface RowReader {
    RunEvent read(List<String> fields, Instant observed);
  }

  private final KubectlClient kubectl;
  private final String namespace;
  private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private final List<KubectlClient.Watch> watches = new ArrayList<>();
  private volatile Process log;
  private volatile boolean closed;

  /** Starts the watches before the run is created, so that no event is missed. */
  RunEventStream(KubectlClient kubectl, String namespace, String run) {
    this.kubectl = kubectl;
    this.namespace = namespace;
    watch(
        (fields, observed) ->
            new RunEvent.RunChanged(
                fields.get(1), fields.get(2), new RunEvent.EventTime(null, observed)),
        KubectlClient.rows("metadata.uid", "status.phase", WAITING_FOR),
        "agentruns",
        "--field-selector=metadata.name=" + run);
    watch(
        (fields, observed) ->
            new RunEvent.EventRecorded(
                fields.get(1),
                fields.get(2),
                fields.get(3),
                new RunEvent.EventTime(creationTime(fields.get(1)), observed)),
        KubectlClient.rows("involvedObject.uid", "metadata.name", "reason", "message"),
        "events",
        "--field-selector=involvedObject.kind=AgentRun,involvedObject.name=" + run);
    watch(
        (fields, observed) ->
            new RunEvent.PodChanged(fields.get(1), fields.get(2).strip(), !fields.get(3).isEmpty()),
        KubectlClient.rows(
            "{{range .metadata.ownerReferences}}{{.uid}}{{end}}",
            "metadata.name",
            CONTAINERS,
            AGENT_STARTED),
        "pods",
        "--selector=sympozium.ai/run=" + run);
  }

  /** The first field of each row is the UID of the run. */
  private void watch(RowReader reader, String template, String resource, String selector) {
    watches.add(
        kubectl.watch(
            (fields, observed) -> {
              if (fields.size() > 2) {
                entries.add(new Entry(fields.getFirst(), reader.read(fields, observed)));
              }
            },
            template,
            resource,
            selector,
            "--namespace=" + namespace));
  }

  /** Returns when the run was observed first, or the current time if it was not observed yet. */
  Instant firstObserved(String uid) {
    return entries.stream()
        .filter(entry -> entry.uid.equals(uid))
        .map(Entry::event)
        .filter(RunEvent.RunChanged.class::isInstance)
        .map(event -> ((RunEvent.RunChanged) event).time().observed())
        .findFirst()
        .orElseGet(Instant::now);
  }

  /** Returns the next event of the run, or null if none arrives within the timeout. */
  RunEvent next(String uid, Duration timeout) throws InterruptedException {
    var deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      var entry = entries.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (entry == null) {
        return null;
      }
      if (entry.uid.equals(uid)) {
        return entry.event;
      }
    }
  }

  /** Adds each line of the agent's log as an event, and an event when the log is complete. */
  void followLog(String uid, String pod) {
    Thread.startVirtualThread(() -> {
      var lines = 0;
      try {
        // The kubelet may not know a container yet that the API server already shows as started.
        for (var attempt = 0; lines == 0 && attempt < MAX_LOG_ATTEMPTS && !closed; attempt++) {
          if (attempt > 0) {
            Thread.sleep(100);
          }
          lines = readLog(uid, pod);
        }
      } catch (IOException | InterruptedException e) {
        // The lines that were read are in the queue.
      }
      entries.add(new Entry(uid, new RunEvent.LogClosed(lines)));
    });
  }

  private int readLog(String uid, String pod) throws IOException {
    var arguments =
        List.of(
            "logs",
            pod,
            "--container=agent",
            "--follow",
            "--timestamps",
            "--namespace=" + namespace);
    var count = 0;
    log =
        ProcessRunner.start(
            kubectl.command(arguments).redirectError(ProcessBuilder.Redirect.DISCARD));
    try (var lines = log.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = lines.readLine()) != null; count++) {
        var space = line.indexOf(' ');
        var timestamp = space < 0 ? line : line.substring(0, space);
        var time = new RunEvent.EventTime(parseTime(timestamp), Instant.now());
        var text = space < 0 ? "" : line.substring(space + 1);
        entries.add(new Entry(uid, new RunEvent.LogLine(text, time)));
      }
    }
    return count;
  }

  /** Returns the time in Kubernetes' format, or null if the text is not a time. */
  static Instant parseTime(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Instant creationTime(String eventName) {
    var digits = NANOSECONDS.matcher(eventName);
    return digits.find() ? Instant.EPOCH.plusNanos(Long.parseLong(digits.group(1), 16)) : null;
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(KubectlClient.Watch::close);
    if (log != null) {
      log.destroy();
    }
  }
}
