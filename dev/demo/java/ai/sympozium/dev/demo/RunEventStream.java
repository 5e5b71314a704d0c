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

/** Hears what the cluster says of a run: its status, its events, its pod and the agent's log. */
final class RunEventStream implements AutoCloseable {
  private static final String TROUBLE =
      """
      {{with .status}}{{range .conditions}}{{if and (eq .type "PodStarted") (eq .status "False")}}\
      {{.message | urlquery}}{{end}}{{end}}{{end}}\
      """;

  /** Those that work; what only prepares the pod is left out. */
  private static final String CONTAINERS =
      """
      {{range .spec.containers}}{{.name}}+{{end}}\
      {{range .spec.initContainers}}{{if .restartPolicy}}{{.name}}+{{end}}{{end}}\
      """;

  private static final String AGENT_STARTED =
      "{{range .status.containerStatuses}}{{if not .state.waiting}}yes{{end}}{{end}}";

  /** An event's name ends in the nanoseconds of its writing and a few digits more. */
  private static final Pattern NANOSECONDS = Pattern.compile("\\.([0-9a-f]{16})[0-9a-f]*$");

  private static final int LOG_TRIES = 20;

  private record Heard(String uid, RunEvent news) {}

  private interface Reader {
    RunEvent read(List<String> fields, Instant seen);
  }

  private final Kube kube;
  private final String namespace;
  private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final List<Kube.Watch> watches = new ArrayList<>();
  private volatile Process log;
  private volatile boolean closed;

  /** Begins before the run is there, so that nothing of it is missed. */
  RunEventStream(Kube kube, String namespace, String run) {
    this.kube = kube;
    this.namespace = namespace;
    watch(
        (fields, seen) ->
            new RunEvent.RunChanged(fields.get(1), fields.get(2), new RunEvent.When(null, seen)),
        Kube.rows("metadata.uid", "status.phase", TROUBLE),
        "agentruns",
        "--field-selector=metadata.name=" + run);
    watch(
        (fields, seen) ->
            new RunEvent.EventWritten(
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                new RunEvent.When(written(fields.get(1)), seen)),
        Kube.rows("involvedObject.uid", "metadata.name", "reason", "type", "message"),
        "events",
        "--field-selector=involvedObject.kind=AgentRun,involvedObject.name=" + run);
    watch(
        (fields, seen) ->
            new RunEvent.PodChanged(fields.get(1), fields.get(2).strip(), !fields.get(3).isEmpty()),
        Kube.rows(
            "{{range .metadata.ownerReferences}}{{.uid}}{{end}}",
            "metadata.name",
            CONTAINERS,
            AGENT_STARTED),
        "pods",
        "--selector=sympozium.ai/run=" + run);
  }

  /** Every row's first field is the UID of the run that it is about. */
  private void watch(Reader reader, String template, String what, String which) {
    watches.add(
        kube.watch(
            (fields, seen) -> {
              if (fields.size() > 2) {
                heard.add(new Heard(fields.getFirst(), reader.read(fields, seen)));
              }
            },
            template,
            what,
            which,
            "--namespace=" + namespace));
  }

  /** When the run with this UID was first heard of, at the latest now. */
  Instant firstHeard(String uid) {
    return heard.stream()
        .filter(it -> it.uid.equals(uid))
        .map(Heard::news)
        .filter(RunEvent.RunChanged.class::isInstance)
        .map(it -> ((RunEvent.RunChanged) it).when().seen())
        .findFirst()
        .orElseGet(Instant::now);
  }

  /** The next news of the run with this UID, or null when there is none for a while. */
  RunEvent next(String uid, Duration patience) throws InterruptedException {
    var end = System.nanoTime() + patience.toNanos();
    while (true) {
      var next = heard.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (next == null) {
        return null;
      }
      if (next.uid.equals(uid)) {
        return next.news;
      }
    }
  }

  /** Follows the agent's log to its end. */
  void followLog(String uid, String pod) {
    Thread.startVirtualThread(() -> {
      var lines = 0;
      try {
        // The kubelet may learn of a container a little later than its log is asked for.
        for (var tries = 0; lines == 0 && tries < LOG_TRIES && !closed; tries++) {
          if (tries > 0) {
            Thread.sleep(100);
          }
          lines = readLog(uid, pod);
        }
      } catch (IOException | InterruptedException e) {
        // what was read was told
      }
      heard.add(new Heard(uid, new RunEvent.LogEnded(lines)));
    });
  }

  private int readLog(String uid, String pod) throws IOException {
    var words =
        List.of(
            "logs",
            pod,
            "--container=agent",
            "--follow",
            "--timestamps",
            "--namespace=" + namespace);
    var count = 0;
    log = ProcessRunner.start(kube.command(words).redirectError(ProcessBuilder.Redirect.DISCARD));
    try (var lines = log.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = lines.readLine()) != null; count++) {
        var space = line.indexOf(' ');
        var time = space < 0 ? line : line.substring(0, space);
        var when = new RunEvent.When(time(time), Instant.now());
        var text = space < 0 ? "" : line.substring(space + 1);
        heard.add(new Heard(uid, new RunEvent.Logged(text, when)));
      }
    }
    return count;
  }

  /** A time as Kubernetes writes it, or null. */
  static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException none) {
      return null;
    }
  }

  private static Instant written(String event) {
    var digits = NANOSECONDS.matcher(event);
    return digits.find() ? Instant.EPOCH.plusNanos(Long.parseLong(digits.group(1), 16)) : null;
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(Kube.Watch::close);
    if (log != null) {
      log.destroy();
    }
  }
}
