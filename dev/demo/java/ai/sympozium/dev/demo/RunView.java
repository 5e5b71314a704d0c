package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.UserFacingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Creates a run and tells what becomes of it. */
final class RunView {
  static final String GRANT_KINDS = "sa,role,rolebinding,clusterrole,clusterrolebinding";

  private static final Duration TAKEN_UP = Duration.ofSeconds(30);
  private static final Duration OUT_OF_ORDER = Duration.ofMillis(500);
  private static final Duration LOG_AFTER_END = Duration.ofSeconds(5);

  /** Of the event that tells of the start: the plan, and each skill with the name of its grant. */
  private static final Pattern STARTED = Pattern.compile("pod \\S+ with (.*?)(;.*)?");

  private static final Pattern GRANTED =
      Pattern.compile("; (?:rights|permissions) of (\\S+): (\\S+?)(?=;|$)");

  private static final Pattern TOOL =
      Pattern.compile("tool (\\S+) (.*?)(?:  (exit -?\\d+|error \\S+))?  (\\d+) ms");

  /** What the line above it has said already. */
  private static final Pattern EXIT_AGAIN = Pattern.compile("\\[exit code \\d+]");

  private static final Set<String> READING = Set.of("get", "list", "watch");

  private final Kube kube;
  private final Screen screen;
  private final String namespace;
  private final String run;

  private Instant asked;
  private String uid;
  private final Set<String> known = new HashSet<>();
  private RunEvent.EventWritten toTell;
  private String pod = "";
  private String containers = "";
  private String trouble = "";
  private RunEvent.RunChanged end;
  private boolean agentStarted;
  private boolean logFollowed;
  private boolean logEnded;
  private boolean resultBegins;
  private boolean resultTold;
  private boolean failed;
  private int objects;
  private boolean succeeded;

  RunView(Kube kube, Screen screen, String namespace, String run) {
    this.kube = kube;
    this.screen = screen;
    this.namespace = namespace;
    this.run = run;
  }

  /** From its creation to its last status. */
  void tell(RunEventStream listening, String manifest, Duration limit) throws InterruptedException {
    asked = Instant.now();
    uid =
        kube.fed(
            manifest,
            Duration.ofSeconds(30),
            "create",
            "--filename=-",
            "--output=go-template={{.metadata.uid}}");
    var created = listening.firstHeard(uid);
    screen.start(created);
    screen.event(created, Screen.Tone.PLAIN, "created", "");
    screen.waiting("the operator plans it");
    while (!over()) {
      var news = listening.next(uid, Duration.ofMillis(100));
      if (news != null) {
        hear(news);
      }
      tellBeginning(false);
      if (!logFollowed && !pod.isEmpty() && (agentStarted || end != null)) {
        logFollowed = true;
        listening.followLog(uid, pod);
      }
      var waited = Duration.between(created, Instant.now());
      if (waited.compareTo(TAKEN_UP) > 0 && known.isEmpty() && end == null) {
        throw new UserFacingException(
            "the operator has not taken the run up within %d s. More: %s"
                .formatted(
                    TAKEN_UP.toSeconds(),
                    kube.typed("logs", "-n", "sympozium-system", "deploy/sympozium-operator")));
      }
      if (waited.compareTo(limit) > 0) {
        throw new UserFacingException(
            "the run was not over after %d s. More: %s".formatted(limit.toSeconds(), describe()));
      }
    }
    tellBeginning(true);
    tellEnd();
  }

  boolean succeeded() {
    return succeeded;
  }

  /** How many objects gave the run its rights, as seen while they were there. */
  int objects() {
    return objects;
  }

  private boolean over() {
    if (end == null) {
      return false;
    }
    var since = Duration.between(end.when().seen(), Instant.now());
    return pod.isEmpty() || logEnded || since.compareTo(LOG_AFTER_END) > 0;
  }

  private void hear(RunEvent news) {
    switch (news) {
      case RunEvent.RunChanged it -> {
        if (it.phase().equals("Succeeded") || it.phase().equals("Failed")) {
          end = end == null ? it : end;
        } else if (!it.trouble().equals(trouble) && !it.trouble().isEmpty()) {
          tellBeginning(true);
          screen.event(it.when().seen(), Screen.Tone.RIGHTS, "waiting", it.trouble());
        }
        trouble = it.trouble();
      }
      case RunEvent.EventWritten it -> {
        if (known.add(it.name()) && it.reason().equals("Started")) {
          toTell = it;
        }
      }
      case RunEvent.PodChanged it -> {
        pod = it.name();
        containers = it.containers().replace(" ", " · ");
        agentStarted |= it.agentStarted();
      }
      case RunEvent.Logged it -> {
        tellBeginning(true);
        tellLog(it.line(), it.when());
      }
      case RunEvent.LogEnded it -> {
        logEnded = true;
        if (it.lines() == 0 && (agentStarted || end.phase().equals("Succeeded"))) {
          screen.say(
              Screen.Tone.FAINT,
              "           (The pod's log was gone before it was read. What the agent did: %s)"
                  .formatted(
                      kube.typed("get", "cm", "-n", namespace, run + "-transcript", "-o", "yaml")));
        }
      }
    }
  }

  /** The pod may be heard of after the event that tells of it, and is not waited for long. */
  private void tellBeginning(boolean all) {
    if (toTell == null) {
      return;
    }
    var waited = Duration.between(toTell.when().seen(), Instant.now()).compareTo(OUT_OF_ORDER) > 0;
    if (!all && !waited && containers.isEmpty()) {
      return;
    }
    var at = toTell.when().notBefore(asked);
    var words = STARTED.matcher(toTell.message());
    toTell = null;
    if (!words.matches()) {
      return;
    }
    screen.event(at, Screen.Tone.PLAIN, "planned", words.group(1));
    if (words.group(2) != null) {
      GRANTED
          .matcher(words.group(2))
          .results()
          .forEach(granted -> tellGrant(at, granted.group(1), granted.group(2)));
    }
    screen.event(at, Screen.Tone.PLAIN, "pod", containers.isEmpty() ? pod : containers);
    screen.waiting("its containers start");
  }

  /** What gives the rights, as it is in the cluster right now. */
  private void tellGrant(Instant at, String skill, String name) {
    var template =
        """
        go-template={{range .items}}{{.kind}} {{.metadata.name}} \
        {{with .metadata.namespace}}{{.}}{{end}} {{with .rules}}{{len .}}{{end}} \
        {{range .rules}}{{range .verbs}}{{. | urlquery}}+{{end}}{{end}}{{"\\n"}}{{end}}\
        """;
    var listed = kube.attempt("get", GRANT_KINDS, "-A", "-l", label(), "-o", template);
    screen.event(at, Screen.Tone.RIGHTS, "granted", skill + " → " + name);
    if (!listed.good()) {
      return;
    }
    var found =
        listed
            .output()
            .lines()
            .map(Kube::row)
            .filter(row -> row.size() == 5 && row.get(1).equals(name))
            .toList();
    objects += found.size();
    for (var clusterWide : List.of(false, true)) {
      var words =
          found.stream()
              .filter(row -> row.get(2).isEmpty() == clusterWide)
              .map(RunView::grantWords)
              .collect(Collectors.joining(" · "));
      if (!words.isEmpty()) {
        screen.more(words);
      }
    }
  }

  private static String grantWords(List<String> row) {
    var kind = row.getFirst();
    if (row.get(3).isEmpty()) {
      return kind;
    }
    var readOnly = READING.containsAll(Arrays.asList(row.get(4).strip().split(" ")));
    return "%s (%s rules, %s%s)"
        .formatted(
            kind,
            row.get(3),
            row.get(2).isEmpty() ? "cluster-wide" : "namespace " + row.get(2),
            readOnly ? ", read only" : "");
  }

  /** The agent's log says what it does; lines beneath a line begin with a bar. */
  private void tellLog(String line, RunEvent.When when) {
    var at = when.notBefore(asked);
    var tool = TOOL.matcher(line);
    if (line.startsWith("  │ ")) {
      var text = line.substring(4);
      if (failed) {
        return;
      }
      if (resultBegins) {
        screen.event(at, Screen.Tone.STRONG, "result", text);
        resultBegins = false;
      } else if (resultTold) {
        screen.more(text);
      } else if (!EXIT_AGAIN.matcher(text).matches()) {
        screen.output(text);
      }
    } else if (line.startsWith("run ")) {
      var words = line.split("  ", 2);
      screen.event(at, Screen.Tone.PLAIN, "agent", words[words.length - 1]);
      screen.waiting("the agent is at work");
    } else if (tool.matches()) {
      var end = tool.group(3) == null ? "" : tool.group(3) + "  ";
      var good = end.isEmpty() || end.startsWith("exit 0");
      screen.event(
          at,
          good ? Screen.Tone.TOOL : Screen.Tone.BAD,
          "tool",
          "%s  %s   %s%s ms".formatted(tool.group(1), tool.group(2), end, tool.group(4)));
    } else if (line.startsWith("result ")) {
      // Why it failed is told at the end, by its status.
      resultBegins = line.startsWith("result success");
      resultTold = resultBegins;
      failed = !resultBegins;
      screen.waiting("its rights are taken back");
    } else if (line.equals("model")) {
      screen.event(at, Screen.Tone.PLAIN, "model", "");
    } else if (!line.isBlank()) {
      screen.event(at, Screen.Tone.PLAIN, "log", line);
    }
  }

  private void tellEnd() {
    var fields =
        Kube.row(
            kube.run(
                    "get",
                    "agentrun",
                    run,
                    "--namespace=" + namespace,
                    "--output="
                        + Kube.rows(
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
    var seen = end.when().seen();
    if (!resultTold && !fields.get(1).isEmpty()) {
      var lines = fields.get(1).lines().toList();
      screen.event(seen, Screen.Tone.STRONG, "result", lines.getFirst());
      lines.stream().skip(1).forEach(screen::more);
    }
    if (!fields.get(5).isEmpty()) {
      var at = new RunEvent.When(RunEventStream.time(fields.get(5)), seen).notBefore(asked);
      screen.event(
          at,
          Screen.Tone.GOOD,
          "revoked",
          "%sdeleted, access refused by the API server  (%s after the end)"
              .formatted(objects == 0 ? "" : objects + " objects ", fields.get(4)));
    }
    succeeded = fields.getFirst().equals("Succeeded");
    var at = new RunEvent.When(RunEventStream.time(fields.get(3)), seen).notBefore(asked);
    screen.event(
        at, succeeded ? Screen.Tone.GOOD : Screen.Tone.BAD, fields.getFirst(), fields.get(2));
    screen.close();
  }

  /** After a failure: what the operator wrote on the run. */
  void tellEvents() {
    var events =
        kube.attempt(
            "get",
            "events",
            "--namespace=" + namespace,
            "--field-selector=involvedObject.uid=" + uid,
            "--sort-by=.metadata.name",
            "--output=custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message");
    screen.say(Screen.Tone.PLAIN, "\nEvents of the run:");
    events.output().lines().map("  "::concat).forEach(line -> screen.say(Screen.Tone.PLAIN, line));
    screen.say(Screen.Tone.PLAIN, "More: " + describe());
  }

  String label() {
    return "sympozium.ai/run=" + run;
  }

  private String describe() {
    return kube.typed("describe", "agentrun", run, "-n", namespace);
  }
}
