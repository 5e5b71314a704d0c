package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Progress;
import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/** Entry point of {@code ./demo}: installs Sympozium on a cluster and shows one run. */
final class Demo {
  static final String NAMESPACE = "demo";
  private static final String RUN = "sre-bot-demo";
  private static final Pattern FAILING = Pattern.compile("Err|BackOff|Invalid");

  private final Path root = Path.of(System.getProperty("root"));
  private final boolean live = Boolean.getBoolean("live");
  private final Progress progress = new Progress(System.out, live);
  private final Options options;
  private final Scenario scenario;
  private final DemoManifests manifests;

  private Demo(Options options) {
    this.options = options;
    this.scenario = options.scenario();
    this.manifests =
        new DemoManifests(root.resolve("dev/demo").resolve(scenario.folder()), options);
  }

  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      System.out.print(Options.HELP);
      return;
    }
    try {
      System.exit(new Demo(Options.parse(arguments, System.getenv())).run() ? 0 : 1);
    } catch (UsageException e) {
      System.err.println("./demo: " + e.getMessage());
      System.exit(2);
    } catch (UserFacingException failure) {
      print(failure);
      System.exit(1);
    }
  }

  private static void print(UserFacingException failure) throws IOException {
    if (!failure.getMessage().isEmpty()) {
      System.err.println("./demo: " + failure.getMessage());
    }
    if (failure.log().isPresent()) {
      var log = failure.log().get();
      var lines = Files.readAllLines(log);
      lines
          .subList(Math.max(0, lines.size() - 15), lines.size())
          .forEach(line -> System.err.println("  │ " + line));
      System.err.println("More: less " + log);
    }
  }

  private boolean run() throws Exception {
    var target =
        options.context().isPresent()
            ? new ExistingTarget(root, options.context().get(), options.registry())
            : new EmbeddedTarget(root);
    System.out.println("Sympozium demo · " + target.title());
    var kubectl = target.install(progress);
    progress.step("instance " + scenario.instance(), step -> prepare(step, kubectl, target));
    System.out.printf("%n%s%n", describeModel());
    var clean = scenario == Scenario.RUN ? showRun(kubectl) : showSchedule(kubectl);
    if (options.model().flatMap(Options.Model::keyVariable).isPresent()) {
      System.out.println(
          "The Secret with the API key of the model remains. Delete it:  "
              + kubectl.commandLine("delete", "secret", DemoManifests.KEY_SECRET, "-n", NAMESPACE));
    }
    System.out.println(target.nextSteps());
    return clean;
  }

  private String prepare(Progress.Step step, KubectlClient kubectl, DemoTarget target)
      throws Exception {
    kubectl.runWithInput(
        "",
        Duration.ofSeconds(90),
        "delete",
        scenario == Scenario.RUN ? "agentrun/" + RUN : "sympoziumschedule/" + scenario.instance(),
        "--namespace=" + NAMESPACE,
        "--ignore-not-found",
        "--timeout=60s");
    kubectl.runWithInput(
        manifests.instance(target),
        Duration.ofSeconds(60),
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=sympozium-demo",
        "--filename=" + manifests.folder().resolve("demo.yaml"),
        "--filename=-");
    step.detail("waiting for its skills");
    kubectl.runWithInput(
        "",
        Duration.ofSeconds(60),
        "wait",
        "sympoziuminstance/" + scenario.instance(),
        "--namespace=" + NAMESPACE,
        "--for=condition=Ready",
        "--timeout=45s");
    step.detail("waiting for the leader election of the operator");
    awaitLeader(kubectl);
    step.detail("waiting for the failing Deployment cart");
    var skills =
        kubectl.run(
            "get",
            "sympoziuminstance",
            scenario.instance(),
            "--namespace=" + NAMESPACE,
            "--output=go-template={{.status.skills}}");
    return "skills: %s · Deployment to diagnose: cart in shop, %s"
        .formatted(skills, awaitFailingCart(kubectl));
  }

  /** A new operator is ready before the lease of its predecessor expires. */
  private static void awaitLeader(KubectlClient kubectl) {
    var pods =
        kubectl.run(
            "get",
            "pods",
            "--namespace=sympozium-system",
            "--selector=app.kubernetes.io/name=sympozium",
            "--output=go-template={{range .items}}{{if not .metadata.deletionTimestamp}}"
                + "{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}");
    if (pods.lines().count() != 1) {
      return; // Any replica may be the leader.
    }
    kubectl.runWithInput(
        "",
        Duration.ofSeconds(60),
        "wait",
        "lease/sympozium-operator",
        "--namespace=sympozium-system",
        "--for=jsonpath={.spec.holderIdentity}=" + pods.strip(),
        "--timeout=45s");
  }

  /** Waits until the pod of cart fails and returns the reason. */
  private static String awaitFailingCart(KubectlClient kubectl) throws InterruptedException {
    var failing = new CountDownLatch(1);
    var reason = new AtomicReference<>("");
    var reasonTemplate =
        "{{range .status.containerStatuses}}{{with .state.waiting}}{{.reason}}{{end}}{{end}}";
    try (var watch =
        kubectl.watch(
            (fields, observed) -> {
              if (FAILING.matcher(fields.getFirst()).find() && failing.getCount() > 0) {
                reason.set(fields.getFirst());
                failing.countDown();
              }
            },
            KubectlClient.rows(reasonTemplate),
            "pods",
            "--namespace=shop",
            "--selector=app=cart")) {
      if (!failing.await(60, TimeUnit.SECONDS)) {
        throw new UserFacingException(
            "the pod of Deployment cart in namespace shop did not fail within 60 s. More: "
                + kubectl.commandLine("describe", "pods", "-n", "shop"));
      }
    }
    return reason.get();
  }

  private boolean showRun(KubectlClient kubectl) throws Exception {
    var manifest = Files.createTempFile("sympozium-demo", ".yaml");
    int exitCode;
    try {
      Files.writeString(manifest, manifests.run());
      exitCode =
          ProcessRunner.runOnTerminal(
              sympozium(kubectl, "run", "--filename=" + manifest, "--follow"), timeout());
    } finally {
      Files.delete(manifest);
    }
    return report(kubectl, RUN, exitCode);
  }

  /** Shows the first run of a schedule, then suspends the schedule. */
  private boolean showSchedule(KubectlClient kubectl) throws Exception {
    var name = scenario.instance();
    System.out.println("Schedule " + name + " of every minute: its next run starts soon.");
    var schedule = new DemoSchedule(kubectl, manifests.folder().resolve("schedule.yaml"), name);
    var run = schedule.awaitFirstRun();
    var exitCode =
        ProcessRunner.runOnTerminal(
            sympozium(kubectl, "logs", "--follow", run, "--namespace=" + NAMESPACE), timeout());
    ProcessRunner.runOnTerminal(
        sympozium(kubectl, "schedule", "suspend", name, "--namespace=" + NAMESPACE), timeout());
    return report(kubectl, run, exitCode);
  }

  private Duration timeout() {
    return Duration.ofMinutes(options.model().isPresent() ? 12 : 3);
  }

  private static boolean report(KubectlClient kubectl, String run, int exitCode) {
    var succeeded = exitCode == 0;
    if (!succeeded) {
      System.out.println(
          "More: " + kubectl.commandLine("describe", "agentrun", run, "-n", NAMESPACE));
    }
    return new PermissionCheck(kubectl, run).print(succeeded) && succeeded;
  }

  /** Returns {@code kubectl sympozium} for the cluster of the demo. */
  private ProcessBuilder sympozium(KubectlClient kubectl, String... arguments) {
    var command = kubectl.command(List.of(arguments));
    command.command().set(0, root.resolve("dev/kubectl-sympozium").toString());
    var columns = Integer.getInteger("columns", 0);
    if (columns > 0) {
      command.environment().put("COLUMNS", Integer.toString(columns));
    }
    return command;
  }

  /** States clearly when a recording replaces the model. */
  private String describeModel() {
    if (options.model().isPresent()) {
      var model = options.model().get();
      return "Model: %s at %s%s"
          .formatted(
              model.name(),
              model.baseUrl().orElse(DemoManifests.OPENAI),
              options.context().isPresent()
                  ? ""
                  : " (through a proxy that runs as long as this demo, because the cluster has no"
                      + " route out)");
    }
    return "Model: a recording. Its commands run for real. "
        + (options.task().isPresent() ? "It gives the same answer to every task. " : "")
        + "Use a real model: ./demo --model NAME --base-url URL --api-key-env VAR";
  }
}
