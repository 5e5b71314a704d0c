package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Progress;
import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entry point of {@code ./demo}: installs Sympozium on a cluster and shows one run. */
final class Demo {
  private static final String NAMESPACE = "demo";
  private static final String INSTANCE = "sre-bot";
  private static final String RUN = "sre-bot-demo";
  private static final String KEY_SECRET = "sre-bot-model";
  private static final URI OPENAI = URI.create("https://api.openai.com/v1");
  private static final Pattern TASK = Pattern.compile("(?m)^  task: (.*)$");
  private static final Pattern FAILING = Pattern.compile("Err|BackOff|Invalid");

  private final Path root = Path.of(System.getProperty("root"));
  private final boolean live = Boolean.getBoolean("live");
  private final Progress progress = new Progress(System.out, live);
  private final Screen screen = new Screen(System.out, live, Integer.getInteger("columns", 0));
  private final Options options;

  private Demo(Options options) {
    this.options = options;
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
    var kube = target.install(progress);
    try (screen) {
      progress.step("instance " + INSTANCE, step -> prepare(step, kube, target));
      return showRun(kube, target);
    }
  }

  private String prepare(Progress.Step step, Kube kube, DemoTarget target) throws Exception {
    kube.runWithInput(
        "",
        Duration.ofSeconds(90),
        "delete",
        "agentrun",
        RUN,
        "--namespace=" + NAMESPACE,
        "--ignore-not-found",
        "--timeout=60s");
    kube.runWithInput(
        manifests(target),
        Duration.ofSeconds(60),
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=sympozium-demo",
        "--filename=" + root.resolve("dev/demo/demo.yaml"),
        "--filename=-");
    step.detail("waiting for its skills");
    kube.runWithInput(
        "",
        Duration.ofSeconds(60),
        "wait",
        "sympoziuminstance/" + INSTANCE,
        "--namespace=" + NAMESPACE,
        "--for=condition=Ready",
        "--timeout=45s");
    step.detail("waiting for the leader election of the operator");
    awaitLeader(kube);
    step.detail("waiting for the failing Deployment cart");
    var skills =
        kube.run(
            "get",
            "sympoziuminstance",
            INSTANCE,
            "--namespace=" + NAMESPACE,
            "--output=go-template={{.status.skills}}");
    return "skills: %s · Deployment to diagnose: cart in shop, %s"
        .formatted(skills, awaitFailingCart(kube));
  }

  /** A new operator is ready before the lease of its predecessor expires. */
  private static void awaitLeader(Kube kube) {
    var pods =
        kube.run(
            "get",
            "pods",
            "--namespace=sympozium-system",
            "--selector=app.kubernetes.io/name=sympozium",
            "--output=go-template={{range .items}}{{if not .metadata.deletionTimestamp}}"
                + "{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}");
    if (pods.lines().count() != 1) {
      return; // Any replica may be the leader.
    }
    kube.runWithInput(
        "",
        Duration.ofSeconds(60),
        "wait",
        "lease/sympozium-operator",
        "--namespace=sympozium-system",
        "--for=jsonpath={.spec.holderIdentity}=" + pods.strip(),
        "--timeout=45s");
  }

  /** Waits until the pod of cart fails and returns the reason. */
  private static String awaitFailingCart(Kube kube) throws InterruptedException {
    var failing = new CountDownLatch(1);
    var reason = new AtomicReference<>("");
    var reasonTemplate =
        "{{range .status.containerStatuses}}{{with .state.waiting}}{{.reason}}{{end}}{{end}}";
    try (var watch =
        kube.watch(
            (fields, observed) -> {
              if (FAILING.matcher(fields.getFirst()).find() && failing.getCount() > 0) {
                reason.set(fields.getFirst());
                failing.countDown();
              }
            },
            Kube.rows(reasonTemplate),
            "pods",
            "--namespace=shop",
            "--selector=app=cart")) {
      if (!failing.await(60, TimeUnit.SECONDS)) {
        throw new UserFacingException(
            "the pod of Deployment cart in namespace shop did not fail within 60 s. More: "
                + kube.commandLine("describe", "pods", "-n", "shop"));
      }
    }
    return reason.get();
  }

  /** Returns what the files of dev/demo do not contain: the recording, or the model and its key. */
  private String manifests(DemoTarget target) throws IOException {
    if (options.model().isEmpty()) {
      var recording = Files.readString(root.resolve("dev/demo/transcript.jsonl"));
      return """
      {"apiVersion": "v1", "kind": "ConfigMap",
       "metadata": {"name": "sre-bot-replay", "namespace": "%s"},
       "data": {"transcript.jsonl": %s}}
      """
          .formatted(NAMESPACE, Json.string(recording));
    }
    var model = options.model().get();
    var url = target.reachableUrl(model.baseUrl().orElse(OPENAI));
    var instance =
        """
        {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SympoziumInstance",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"agents": {"default": {"provider": "openai", "model": %s, "baseURL": %s}},
           "authRefs": [%s], "skills": [{"skillPackRef": "k8s-ops"}]}}
        """;
    if (model.keyVariable().isEmpty()) {
      return instance.formatted(
          INSTANCE, NAMESPACE, Json.string(model.name()), Json.string(url.toString()), "");
    }
    var key = System.getenv(model.keyVariable().get()).strip();
    var secret =
        """
        ---
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s", "namespace": "%s"},
         "data": {"OPENAI_API_KEY": "%s"}}
        """
            .formatted(
                KEY_SECRET,
                NAMESPACE,
                Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    var reference = "{\"provider\": \"openai\", \"secret\": \"%s\"}".formatted(KEY_SECRET);
    return instance.formatted(
            INSTANCE, NAMESPACE, Json.string(model.name()), Json.string(url.toString()), reference)
        + secret;
  }

  private boolean showRun(Kube kube, DemoTarget target) throws Exception {
    var manifest = Files.readString(root.resolve("dev/demo/run.yaml"));
    if (options.task().isPresent()) {
      var task = "  task: " + Json.string(options.task().get());
      manifest = TASK.matcher(manifest).replaceFirst(Matcher.quoteReplacement(task));
    }
    var task = options.task().orElseGet(this::task);
    var view = new RunView(kube, screen, NAMESPACE, RUN);
    try (var events = new RunEventStream(kube, NAMESPACE, RUN)) {
      System.out.printf("%nRun %s: \"%s\"%n", RUN, task);
      System.out.println(describeModel());
      var timeout = Duration.ofMinutes(options.model().isPresent() ? 12 : 3);
      view.show(events, manifest, timeout);
    }
    if (!view.succeeded()) {
      view.showEvents();
    }
    var clean = checkNoPermissionsLeft(kube, view);
    if (options.model().flatMap(Options.Model::keyVariable).isPresent()) {
      System.out.println(
          "The Secret with the API key of the model remains. Delete it:  "
              + kube.commandLine("delete", "secret", KEY_SECRET, "-n", NAMESPACE));
    }
    System.out.println(target.nextSteps());
    return view.succeeded() && clean;
  }

  private String task() {
    try {
      var task = TASK.matcher(Files.readString(root.resolve("dev/demo/run.yaml")));
      return task.find() ? task.group(1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** States clearly when a recording replaces the model. */
  private String describeModel() {
    if (options.model().isPresent()) {
      var model = options.model().get();
      return "Model: %s at %s%s"
          .formatted(
              model.name(),
              model.baseUrl().orElse(OPENAI),
              options.context().isPresent()
                  ? ""
                  : " (through a proxy that runs as long as this demo, because the cluster has no"
                      + " route out)");
    }
    return "Model: a recording. Its commands run for real. "
        + (options.task().isPresent() ? "It gives the same answer to every task. " : "")
        + "Use a real model: ./demo --model NAME --base-url URL --api-key-env VAR";
  }

  /** Lists the grant objects of the run with the command that a user can repeat. */
  private static boolean checkNoPermissionsLeft(Kube kube, RunView view) {
    String[] arguments = {"get", GrantView.KINDS, "-A", "-l", view.label()};
    var result = kube.attempt(arguments);
    var clean = result.succeeded() && result.all().strip().equals("No resources found");
    System.out.printf(
        "%n%s   %s%n%s%n%n",
        clean ? "No permissions left:" : "PERMISSIONS LEFT:",
        kube.commandLine(arguments),
        result.all().strip());
    if (clean && view.succeeded() && view.grantObjects() == 0) {
      System.out.println(
          "No grant object was observed while the run was active, so this proves nothing.");
      return false;
    }
    return clean;
  }
}
