package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.UserFacingException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Creates a run and shows its events until it has completed. */
final class RunView {
  private static final Duration OPERATOR_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MAX_WAIT_FOR_POD = Duration.ofMillis(500);
  private static final Duration MAX_WAIT_FOR_LOG = Duration.ofSeconds(5);

  private final KubectlClient kubectl;
  private final Screen screen;
  private final String namespace;
  private final String run;
  private final GrantView grants;
  private final AgentLogView agentLog;
  private final Set<String> knownEvents = new HashSet<>();

  private Instant requestedAt;
  private String uid;
  private RunEvent.EventRecorded pendingStart;
  private RunEvent.RunChanged completion;
  private String pod = "";
  private String containers = "";
  private String waitingFor = "";
  private boolean agentStarted;
  private boolean logFollowed;
  private boolean logClosed;
  private boolean succeeded;

  RunView(KubectlClient kubectl, Screen screen, String namespace, String run) {
    this.kubectl = kubectl;
    this.screen = screen;
    this.namespace = namespace;
    this.run = run;
    this.grants = new GrantView(kubectl, screen, label());
    this.agentLog = new AgentLogView(screen);
  }

  /** Creates the run and shows its events until its status is final and its log is complete. */
  void show(RunEventStream events, String manifest, Duration timeout) throws InterruptedException {
    requestedAt = Instant.now();
    uid =
        kubectl.runWithInput(
            manifest,
            Duration.ofSeconds(30),
            "create",
            "--filename=-",
            "--output=go-template={{.metadata.uid}}");
    var created = events.firstObserved(uid);
    screen.start(created);
    screen.event(created, Screen.Tone.PLAIN, "created", "");
    screen.waiting("the operator plans the run");
    while (!completed()) {
      var event = events.next(uid, Duration.ofMillis(100));
      if (event != null) {
        apply(event);
      }
      showStart(false);
      if (!logFollowed && !pod.isEmpty() && (agentStarted || completion != null)) {
        logFollowed = true;
        events.followLog(uid, pod);
      }
      checkTimeouts(Duration.between(created, Instant.now()), timeout);
    }
    showStart(true);
    showCompletion();
  }

  private void checkTimeouts(Duration elapsed, Duration timeout) {
    if (elapsed.compareTo(OPERATOR_TIMEOUT) > 0 && knownEvents.isEmpty() && completion == null) {
      throw new UserFacingException(
          "the operator did not react to the run within %d s. More: %s"
              .formatted(
                  OPERATOR_TIMEOUT.toSeconds(),
                  kubectl.commandLine(
                      "logs", "-n", "sympozium-system", "deploy/sympozium-operator")));
    }
    if (elapsed.compareTo(timeout) > 0) {
      throw new UserFacingException(
          "the run did not complete within %d s. More: %s"
              .formatted(timeout.toSeconds(), describeCommand()));
    }
  }

  boolean succeeded() {
    return succeeded;
  }

  /** Returns how many grant objects existed while the run was active. */
  int grantObjects() {
    return grants.objects();
  }

  private boolean completed() {
    if (completion == null) {
      return false;
    }
    var elapsed = Duration.between(completion.time().observed(), Instant.now());
    return pod.isEmpty() || logClosed || elapsed.compareTo(MAX_WAIT_FOR_LOG) > 0;
  }

  private void apply(RunEvent event) {
    switch (event) {
      case RunEvent.RunChanged changed -> apply(changed);
      case RunEvent.EventRecorded recorded -> {
        if (knownEvents.add(recorded.name()) && recorded.reason().equals("Started")) {
          pendingStart = recorded;
        }
      }
      case RunEvent.PodChanged changed -> {
        pod = changed.name();
        containers = changed.containers().replace(" ", " · ");
        agentStarted |= changed.agentStarted();
      }
      case RunEvent.LogLine line -> {
        showStart(true);
        agentLog.show(line.time().notBefore(requestedAt), line.text());
      }
      case RunEvent.LogClosed closed -> {
        logClosed = true;
        if (closed.lines() == 0 && (agentStarted || completion.phase().equals("Succeeded"))) {
          screen.say(
              Screen.Tone.FAINT,
              "           (The pod was deleted before its log was read. Transcript: %s)"
                  .formatted(
                      kubectl.commandLine(
                          "get", "cm", "-n", namespace, run + "-transcript", "-o", "yaml")));
        }
      }
    }
  }

  private void apply(RunEvent.RunChanged changed) {
    if (changed.phase().equals("Succeeded") || changed.phase().equals("Failed")) {
      completion = completion == null ? changed : completion;
    } else if (!changed.waitingFor().equals(waitingFor) && !changed.waitingFor().isEmpty()) {
      showStart(true);
      screen.event(changed.time().observed(), Screen.Tone.GRANT, "waiting", changed.waitingFor());
    }
    waitingFor = changed.waitingFor();
  }

  /** Shows plan, grants and pod. The watch may report the pod after the event that names it. */
  private void showStart(boolean force) {
    if (pendingStart == null) {
      return;
    }
    var elapsed = Duration.between(pendingStart.time().observed(), Instant.now());
    if (!force && containers.isEmpty() && elapsed.compareTo(MAX_WAIT_FOR_POD) <= 0) {
      return;
    }
    var at = pendingStart.time().notBefore(requestedAt);
    var message = pendingStart.message();
    pendingStart = null;
    if (grants.show(at, message)) {
      screen.event(at, Screen.Tone.PLAIN, "pod", containers.isEmpty() ? pod : containers);
      screen.waiting("the containers start");
    }
  }

  private void showCompletion() {
    var fields =
        KubectlClient.row(
            kubectl
                .run(
                    "get",
                    "agentrun",
                    run,
                    "--namespace=" + namespace,
                    "--output="
                        + KubectlClient.rows(
                            "status.phase",
                            "status.result",
                            "status.error",
                            "status.completedAt",
                            "status.summary.revocationDuration",
                            "{{with .status}}{{range .skills}}{{with .revokedAt}}{{. |"
                                + " urlquery}}{{end}}{{end}}{{end}}"))
                .lines()
                .findFirst()
                .orElse(""));
    var observed = completion.time().observed();
    var phase = fields.get(0);
    var result = fields.get(1);
    if (!agentLog.resultShown() && !result.isEmpty()) {
      var lines = result.lines().toList();
      screen.event(observed, Screen.Tone.STRONG, "result", lines.getFirst());
      lines.stream().skip(1).forEach(screen::more);
    }
    if (!fields.get(5).isEmpty()) {
      screen.event(
          reportedTime(fields.get(5), observed),
          Screen.Tone.GOOD,
          "revoked",
          "%saccess denied by the API server (%s after completion)"
              .formatted(
                  grants.objects() == 0 ? "" : grants.objects() + " objects deleted, ",
                  fields.get(4)));
    }
    succeeded = phase.equals("Succeeded");
    screen.event(
        reportedTime(fields.get(3), observed),
        succeeded ? Screen.Tone.GOOD : Screen.Tone.BAD,
        phase,
        fields.get(2));
    screen.close();
  }

  private Instant reportedTime(String text, Instant observed) {
    return new RunEvent.EventTime(RunEventStream.parseTime(text), observed).notBefore(requestedAt);
  }

  /** Shows the operator's events, which explain a failure. */
  void showEvents() {
    var events =
        kubectl.attempt(
            "get",
            "events",
            "--namespace=" + namespace,
            "--field-selector=involvedObject.uid=" + uid,
            "--sort-by=.metadata.name",
            "--output=custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message");
    screen.say(Screen.Tone.PLAIN, "\nEvents of the run:");
    events.output().lines().map("  "::concat).forEach(line -> screen.say(Screen.Tone.PLAIN, line));
    screen.say(Screen.Tone.PLAIN, "More: " + describeCommand());
  }

  /** Returns the label of all objects of the run. */
  String label() {
    return "sympozium.ai/run=" + run;
  }

  private String describeCommand() {
    return kubectl.commandLine("describe", "agentrun", run, "-n", namespace);
  }
}
